// Land and borders as paths in degrees, north up.
const arcs = outline.arcs.map((deltas) => {
  const points = [];
  for (let i = 0, x = 0, y = 0; i < deltas.length; i += 2) points.push([(x += deltas[i]) / outline.degree, (y += deltas[i + 1]) / outline.degree]);
  return points;
});
// Rings and borders that cross the date line are unwrapped and drawn on both edges; one round a pole is closed through it.
const unwrap = (points) => {
  let turn = 0;
  return points.map(([x, y], i) => {
    if (i && x - points[i - 1][0] > 180) turn -= 360; else if (i && x - points[i - 1][0] < -180) turn += 360;
    return [x + turn, y];
  });
};
const trace = (path, points, close) => {
  const across = points.some(([x]) => x > 180.01 || x < -180.01);
  for (const shift of across ? [-360, 0, 360] : [0]) {
    points.forEach(([x, y], i) => (i ? path.lineTo(x + shift, -y) : path.moveTo(x + shift, -y)));
    if (close) path.closePath();
  }
};
const land = new Path2D(), borders = new Path2D();
outline.land.forEach((ring) => {
  const points = unwrap(ring.flatMap((a) => (a < 0 ? arcs[~a].slice().reverse() : arcs[a])));
  const [first, last] = [points[0], points[points.length - 1]];
  if (Math.abs(last[0] - first[0]) > 180) points.push([last[0], -90], [first[0], -90]);
  trace(land, points, true);
});
arcs.forEach((points) => trace(borders, unwrap(points), false));

// The map: an equirectangular projection, true to shape at the middle of the events. Many marks are gathered in cells.
const canvas = element("map"), context = canvas.getContext("2d");
const view = { lon: 15, lat: 15, scale: 2, squeeze: 1 };
const MANY = 4000, CELL = 9, WORLD = { west: -170, east: 180, south: -56, north: 78 };
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const shapes = data.shapes.map((d) => new Path2D(d));
const middle = (values) => Float64Array.from(values).sort()[values.length >> 1];

const fit = () => {
  let { west, east, south, north } = { west: 180, east: -180, south: 90, north: -90 }, any = false;
  for (const i of visible.length ? visible : data.id.keys()) if (data.lat[i] !== null) {
    any = true;
    west = Math.min(west, data.lon[i]); east = Math.max(east, data.lon[i]); south = Math.min(south, data.lat[i]); north = Math.max(north, data.lat[i]);
  }
  if (!any) ({ west, east, south, north } = WORLD);
  view.lon = (west + east) / 2; view.lat = (south + north) / 2;
  view.squeeze = Math.max(0.3, Math.cos(view.lat * Math.PI / 180));
  const margin = Math.max(1, (east - west) * 0.04);
  view.scale = Math.min(200, canvas.clientWidth / ((east - west + 2 * margin) * view.squeeze), canvas.clientHeight / (north - south + 2 * margin));
};
const toScreen = (lon, lat) => [(lon - view.lon) * view.scale * view.squeeze + canvas.clientWidth / 2, (view.lat - lat) * view.scale + canvas.clientHeight / 2];

// The shown events whose point lies within so many pixels of a spot on the screen, in their order.
const lons = Float64Array.from(data.lon, (v) => v ?? NaN), lats = Float64Array.from(data.lat, (v) => v ?? NaN);  // NaN lies nowhere
const inside = (x, y, aside, upright) => {
  const across = view.scale * view.squeeze, lon = view.lon + (x - canvas.clientWidth / 2) / across, lat = view.lat - (y - canvas.clientHeight / 2) / view.scale;
  const [west, east, south, north] = [lon - aside / across, lon + aside / across, lat - upright / view.scale, lat + upright / view.scale];
  const found = [];
  for (let k = 0; k < visible.length; k++) { const i = visible[k]; if (lons[i] > west && lons[i] < east && lats[i] > south && lats[i] < north) found.push(i); }
  return found;
};

let pending = false;
const draw = () => { if (!pending) { pending = true; requestAnimationFrame(paint); } };
const paint = () => {
  pending = false;
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (!width) return;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) { canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio); }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  paintLand(width, height);
  const within = inside(width / 2, height / 2, width / 2 + 30, height / 2 + 30);
  const ink = colour("--ink");
  if (within.length > MANY) paintCells(within, width, height, ink); else paintMarks(within, ink);
  paintNames(within, width, height);
  element("dense").hidden = within.length <= MANY;
};
const paintLand = (width, height) => {
  context.save();
  context.translate(width / 2, height / 2);
  context.scale(view.scale * view.squeeze, view.scale);
  context.translate(-view.lon, view.lat);
  context.fillStyle = colour("--land"); context.fill(land, "evenodd");
  context.restore();
  context.save();  // the same, with the pen left round
  const bent = new Path2D(), move = new DOMMatrix([view.scale * view.squeeze, 0, 0, view.scale, width / 2 - view.lon * view.scale * view.squeeze, height / 2 + view.lat * view.scale]);
  bent.addPath(borders, move);
  context.strokeStyle = colour("--border"); context.lineWidth = 1; context.stroke(bent);
  context.restore();
};
// Exact places are full marks with an edge, near ones paler and larger, regions and vaguer ones empty with a dashed edge.
const paintMarks = (within, ink) => {
  const base = Math.max(4, Math.min(7, 3.2 + Math.log2(view.scale / 3 + 1)));
  for (let level = 4; level >= 1; level--) for (const i of within) {
    if (data.precision[i] !== level || data.type[i] < 0) continue;
    const [x, y] = toScreen(data.lon[i], data.lat[i]), size = base * [0, 1, 1.25, 1.9, 2.4][level];
    context.save();
    context.translate(x, y); context.scale(size, size);
    context.fillStyle = data.colours[data.type[i]];
    context.globalAlpha = [0, 0.95, 0.5, 0.12, 0.06][level];
    context.fill(shapes[data.type[i]]);
    context.globalAlpha = level > 2 ? 0.9 : 0.8;
    context.strokeStyle = level > 2 ? `color-mix(in srgb, ${data.colours[data.type[i]]} 55%, ${ink})` : ink;
    context.lineWidth = (level > 2 ? 1.4 : 0.9) / size;
    if (level > 2) context.setLineDash([(level === 3 ? 3 : 1.2) / size, 2 / size]);
    context.stroke(shapes[data.type[i]]);
    context.restore();
  }
};
// One square a cell: larger with more events, in the colour of the commonest type. Cells stand still on the ground.
const paintCells = (within, width, height, ink) => {
  const across = view.scale * view.squeeze, kinds = types.length;
  const [left, top] = [Math.floor((view.lon * across - width / 2) / CELL) - 4, Math.floor((-view.lat * view.scale - height / 2) / CELL) - 4];
  const [columns, rows] = [Math.ceil(width / CELL) + 9, Math.ceil(height / CELL) + 9], cells = new Uint32Array(columns * rows * kinds);
  for (const i of within) {
    const column = Math.floor(lons[i] * across / CELL) - left, row = Math.floor(-lats[i] * view.scale / CELL) - top;
    if (column >= 0 && row >= 0 && column < columns && row < rows && data.type[i] >= 0) cells[(row * columns + column) * kinds + data.type[i]]++;
  }
  context.strokeStyle = ink; context.lineWidth = 0.5;
  for (let at = 0; at < columns * rows; at++) {
    let n = 0, best = 0;
    for (let kind = 0; kind < kinds; kind++) { const here = cells[at * kinds + kind]; n += here; if (here > cells[at * kinds + best]) best = kind; }
    if (!n) continue;
    const [x, y] = toScreen((left + at % columns + 0.5) * CELL / across, -(top + Math.floor(at / columns) + 0.5) * CELL / view.scale);
    const size = Math.min(CELL, 3 + Math.log2(n));
    context.fillStyle = data.colours[best];
    context.fillRect(x - size / 2, y - size / 2, size, size);
    context.strokeRect(x - size / 2, y - size / 2, size, size);
  }
};
// Names of countries at the middle of their events, then of places when near: the commonest first, none over another.
let countryNames = [], namedFor = null;
const named = (members, nameOf, most) => counted(members, nameOf).slice(0, most).map(([name, own]) => [name, middle(own.map((i) => lons[i])), middle(own.map((i) => lats[i]))]);
const paintNames = (within, width, height) => {
  if (namedFor !== visible) { countryNames = named(visible.filter((i) => lons[i] === lons[i]), (i) => word(data.countries, data.country[i]), 80); namedFor = visible; }
  const near = view.scale > 14 && within.length <= MANY, soft = colour("--soft"), ink = colour("--ink"), taken = [];
  context.textBaseline = "middle"; context.lineJoin = "round"; context.lineWidth = 3; context.strokeStyle = colour("--land");
  const write = ([name, lon, lat], isCountry) => {
    const [x, y] = toScreen(lon, lat), text = isCountry ? name.toUpperCase() : name;
    context.font = isCountry ? "600 10.5px system-ui, sans-serif" : "12px system-ui, sans-serif";
    const wide = context.measureText(text).width, left = isCountry ? x - wide / 2 : x + 9, top = isCountry ? y - 14 : y;
    const box = [left - 3, top - 8, left + wide + 3, top + 8];
    if (wide > width * 0.4 || box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height || taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return;
    taken.push(box);
    context.globalAlpha = 0.85; context.strokeText(text, left, top);
    context.globalAlpha = 1; context.fillStyle = isCountry ? soft : ink; context.fillText(text, left, top);
  };
  countryNames.forEach((name) => write(name, true));
  if (near) named(within.filter((i) => data.precision[i] === 1), (i) => data.place[i], 60).forEach((name) => write(name, false));
};
const counted = (members, nameOf) => {
  const found = new Map();
  for (const i of members) { const name = nameOf(i); if (name) { const had = found.get(name); if (had) had.push(i); else found.set(name, [i]); } }
  return [...found].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
};

// Pointer, wheel and keys on the map; what stands under the pointer.
const zoom = (factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
  const wide = () => view.scale * view.squeeze;
  const lon = view.lon + (x - canvas.clientWidth / 2) / wide(), lat = view.lat - (y - canvas.clientHeight / 2) / view.scale;
  view.scale = Math.max(0.8, Math.min(4000, view.scale * factor));
  view.lon = lon - (x - canvas.clientWidth / 2) / wide(); view.lat = lat + (y - canvas.clientHeight / 2) / view.scale;
  draw();
};
const NEAR = 12;
const under = (x, y) => {
  const away = (i) => { const [px, py] = toScreen(lons[i], lats[i]); return (px - x) ** 2 + (py - y) ** 2; };
  return inside(x, y, NEAR, NEAR).map((i) => [away(i), i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((f) => f[1]);
};
const tip = element("tip");
let pinned = false;
const hint = (found) => {
  if (pinned) return;
  tip.replaceChildren(...(found.length ? [make("span", line(found[0]) + (found.length > 1 ? ` and ${whole(found.length - 1)} more here` : ""))] : []));
};
const pin = (found) => {
  pinned = found.length > 0;
  if (!pinned) { tip.replaceChildren(); return; }
  const items = found.slice(0, 8).map((i) => {
    const item = make("li"), button = make("button", undefined, "plain typed");
    button.type = "button"; button.append(mark(data.type[i]), make("span", line(i))); button.onclick = () => reveal(i);
    item.append(button);
    return item;
  });
  const list = make("ul"), close = make("button", "×", "close");
  close.type = "button"; close.setAttribute("aria-label", "Close the list"); close.onclick = () => { pin([]); canvas.focus(); };
  list.append(...items);
  tip.replaceChildren(close, make("b", found.length > 1 ? `${whole(found.length)} events here` : "One event here"), list);
  if (found.length > 8) tip.append(make("span", `The nearest 8; zoom in for the rest.`, "soft"));
};
const pointers = new Map();
let spread = 0, dragged = 0;
canvas.addEventListener("pointerdown", (e) => { pointers.set(e.pointerId, e); dragged = 0; canvas.setPointerCapture(e.pointerId); });
canvas.addEventListener("pointermove", (e) => {
  const before = pointers.get(e.pointerId);
  if (!before) { hint(under(e.offsetX, e.offsetY)); return; }
  pointers.set(e.pointerId, e);
  if (pointers.size === 1) {
    const [right, down] = [e.offsetX - before.offsetX, e.offsetY - before.offsetY];
    dragged += Math.abs(right) + Math.abs(down);
    view.lon -= right / (view.scale * view.squeeze); view.lat += down / view.scale; draw();
  } else {
    const [a, b] = [...pointers.values()], now = Math.hypot(a.offsetX - b.offsetX, a.offsetY - b.offsetY);
    if (spread) zoom(now / spread, (a.offsetX + b.offsetX) / 2, (a.offsetY + b.offsetY) / 2);
    spread = now; dragged = 99;
  }
});
const letGo = (e) => {
  pointers.delete(e.pointerId); spread = 0;
  if (e.type === "pointerup" && dragged < 6) pin(under(e.offsetX, e.offsetY));
};
canvas.addEventListener("pointerup", letGo); canvas.addEventListener("pointercancel", letGo);
canvas.addEventListener("wheel", (e) => { e.preventDefault(); zoom(e.deltaY < 0 ? 1.25 : 0.8, e.offsetX, e.offsetY); }, { passive: false });
canvas.addEventListener("keydown", (e) => {
  const step = 60 / view.scale, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
  if (moves[e.key]) { view.lon += moves[e.key][0]; view.lat += moves[e.key][1]; draw(); }
  else if (e.key === "+" || e.key === "=") zoom(1.4); else if (e.key === "-") zoom(1 / 1.4); else if (e.key === "0") { fit(); draw(); }
  else if (e.key === "Enter") pin(under(canvas.clientWidth / 2, canvas.clientHeight / 2)); else if (e.key === "Escape") pin([]); else return;
  e.preventDefault();
});
element("zoom-in").onclick = () => zoom(1.5); element("zoom-out").onclick = () => zoom(1 / 1.5); element("zoom-all").onclick = () => { fit(); draw(); };
new ResizeObserver(draw).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
// Paper is white whatever the screen is.
addEventListener("beforeprint", () => { document.documentElement.dataset.print = "yes"; paint(); });
addEventListener("afterprint", () => { delete document.documentElement.dataset.print; draw(); });

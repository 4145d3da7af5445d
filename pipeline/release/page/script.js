"use strict";
(async () => {
  const element = (id) => document.getElementById(id);
  const unpack = async (id) => {
    const bytes = Uint8Array.from(atob(element(id).textContent.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };
  if (typeof DecompressionStream === "undefined") return;
  const data = await unpack("events-data");
  const outline = JSON.parse(element("outline-data").textContent);
  const types = data.types, count = data.id.length;
  const make = (name, text, className) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const day = (n) => new Date(n * 864e5).toISOString().slice(0, 10);
  const word = (list, i) => (i < 0 ? "" : list[i]);

  // --- which events are shown -------------------------------------------------------------------------------------
  const shown = { types: new Set(types.map((_, i) => i)), text: "", from: -1e9, to: 1e9, precision: 4 };
  let haystack = null, visible = [];
  const searchText = (i) => [data.id[i], day(data.day[i]), word(data.subs, data.sub[i]), word(data.countries, data.country[i]), data.place[i],
    word(data.actors, data.actor1[i]), word(data.actors, data.actor2[i]), data.notes[i]].join(" ").toLowerCase();
  const filter = () => {
    const words = shown.text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !haystack) haystack = data.id.map((_, i) => searchText(i));
    visible = [];
    for (let i = 0; i < count; i++) {
      if (!shown.types.has(data.type[i]) || data.day[i] < shown.from || data.day[i] > shown.to || data.precision[i] > shown.precision) continue;
      if (words.length && !words.every((w) => haystack[i].includes(w))) continue;
      visible.push(i);
    }
    page = 0;
    element("found").textContent = `${visible.length.toLocaleString("en")} of ${count.toLocaleString("en")} events`;
    draw();
    list();
  };

  // --- map ----------------------------------------------------------------------------------------------------------
  const canvas = element("map"), context = canvas.getContext("2d");
  const view = { lon: 15, lat: 15, scale: 2 };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
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
  const fit = () => {
    let west = 180, east = -180, south = 90, north = -90, any = false;
    for (let i = 0; i < count; i++) if (data.lat[i] !== null) {
      any = true;
      west = Math.min(west, data.lon[i]); east = Math.max(east, data.lon[i]); south = Math.min(south, data.lat[i]); north = Math.max(north, data.lat[i]);
    }
    if (!any) { west = -170; east = 170; south = -55; north = 75; }
    view.lon = (west + east) / 2; view.lat = (south + north) / 2;
    view.scale = Math.min(canvas.clientWidth / (east - west + 6), canvas.clientHeight / (north - south + 6));
  };
  const toScreen = (lon, lat) => [(lon - view.lon) * view.scale + canvas.clientWidth / 2, (view.lat - lat) * view.scale + canvas.clientHeight / 2];
  let pending = false;
  const draw = () => { if (!pending) { pending = true; requestAnimationFrame(paint); } };
  const paint = () => {
    pending = false;
    const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) { canvas.width = width * ratio; canvas.height = height * ratio; }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.save();
    context.translate(width / 2 - view.lon * view.scale, height / 2 + view.lat * view.scale);
    context.scale(view.scale, view.scale);
    context.fillStyle = colour("--land"); context.fill(land, "evenodd");
    context.strokeStyle = colour("--border"); context.lineWidth = 1 / view.scale; context.stroke(borders);
    context.restore();
    const few = visible.length < 20000, base = Math.max(2, Math.min(5, 2 + Math.log2(view.scale / 2 + 1)));
    const edge = colour("--paper");
    for (let level = 4; level >= 1; level--) for (const i of visible) {  // vague places below, exact ones on top
      if (data.precision[i] !== level || data.lat[i] === null) continue;
      const [x, y] = toScreen(data.lon[i], data.lat[i]);
      if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
      context.fillStyle = data.colours[data.type[i]];
      if (!few) { context.fillRect(x - 1.5, y - 1.5, 3, 3); continue; }
      context.globalAlpha = level === 1 ? 0.9 : level === 2 ? 0.55 : 0.25;
      context.beginPath(); context.arc(x, y, base * (level < 3 ? level : 2.6), 0, 6.2832); context.fill();
      if (level === 1) { context.globalAlpha = 1; context.strokeStyle = edge; context.lineWidth = 1; context.stroke(); }
    }
    context.globalAlpha = 1;
  };
  const zoom = (factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
    const lon = view.lon + (x - canvas.clientWidth / 2) / view.scale, lat = view.lat - (y - canvas.clientHeight / 2) / view.scale;
    view.scale = Math.max(1, Math.min(4000, view.scale * factor));
    view.lon = lon - (x - canvas.clientWidth / 2) / view.scale; view.lat = lat + (y - canvas.clientHeight / 2) / view.scale;
    draw();
  };
  const nearest = (x, y) => {
    let best = -1, least = 14 * 14;
    for (const i of visible) {
      if (data.lat[i] === null) continue;
      const [px, py] = toScreen(data.lon[i], data.lat[i]), d = (px - x) ** 2 + (py - y) ** 2;
      if (d < least) { least = d; best = i; }
    }
    return best;
  };
  const line = (i) => `${day(data.day[i])} · ${word(data.subs, data.sub[i])} · ${data.place[i] || "place unknown"}, ${word(data.countries, data.country[i])}`;
  const pointers = new Map();
  let spread = 0, dragged = 0;
  canvas.addEventListener("pointerdown", (e) => { pointers.set(e.pointerId, e); dragged = 0; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => {
    const before = pointers.get(e.pointerId);
    if (!before) { const i = nearest(e.offsetX, e.offsetY); element("tip").textContent = i < 0 ? "" : line(i); return; }
    pointers.set(e.pointerId, e);
    if (pointers.size === 1) {
      dragged += Math.abs(e.offsetX - before.offsetX) + Math.abs(e.offsetY - before.offsetY);
      view.lon -= (e.offsetX - before.offsetX) / view.scale; view.lat += (e.offsetY - before.offsetY) / view.scale; draw();
    } else {
      const [a, b] = [...pointers.values()], now = Math.hypot(a.offsetX - b.offsetX, a.offsetY - b.offsetY);
      if (spread) zoom(now / spread, (a.offsetX + b.offsetX) / 2, (a.offsetY + b.offsetY) / 2);
      spread = now; dragged = 99;
    }
  });
  const release = (e) => {
    pointers.delete(e.pointerId); spread = 0;
    if (e.type === "pointerup" && dragged < 6) { const i = nearest(e.offsetX, e.offsetY); if (i >= 0) reveal(i); }
  };
  canvas.addEventListener("pointerup", release); canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("wheel", (e) => { e.preventDefault(); zoom(e.deltaY < 0 ? 1.25 : 0.8, e.offsetX, e.offsetY); }, { passive: false });
  canvas.addEventListener("keydown", (e) => {
    const step = 60 / view.scale, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[e.key]) { view.lon += moves[e.key][0]; view.lat += moves[e.key][1]; draw(); }
    else if (e.key === "+" || e.key === "=") zoom(1.4); else if (e.key === "-") zoom(1 / 1.4); else if (e.key === "0") { fit(); draw(); } else return;
    e.preventDefault();
  });
  element("zoom-in").onclick = () => zoom(1.5); element("zoom-out").onclick = () => zoom(1 / 1.5); element("zoom-all").onclick = () => { fit(); draw(); };
  new ResizeObserver(draw).observe(canvas);
  dark.addEventListener("change", draw);

  // --- table --------------------------------------------------------------------------------------------------------
  const SIZE = 50;
  let page = 0;
  const link = (url) => {
    if (!/^https?:\/\//i.test(url)) return make("span", url);
    const node = make("a", url); node.href = url; node.rel = "noopener noreferrer nofollow"; return node;
  };
  const evidence = (i) => {
    const box = make("div", undefined, "evidence");
    box.append(make("p", data.notes[i]));
    box.append(make("p", `Credibility ${data.credibility[i] ?? "-"} (${data.rule[i] || "no rule"}); best source grade ${data.grade[i] || "-"}. ${data.claims[i].length} claim(s).`, "soft"));
    const items = make("ul");
    for (const [source, date, seen, url] of data.claims[i]) {
      const item = make("li", `${source || "source unknown"}${date ? `, ${date}` : ""}: `);
      item.append(seen ? make("q", seen) : make("span", "text not published", "soft"));
      if (url) item.append(" ", link(url));
      items.append(item);
    }
    box.append(items);
    return box;
  };
  const row = (i) => {
    const tr = make("tr", undefined, "row"), cell = (text, name) => tr.append(make("td", text, name));
    cell(day(data.day[i]) + (data.time[i] > 1 ? " ±" : ""), "d"); cell(word(data.subs, data.sub[i]));
    cell([data.place[i], word(data.countries, data.country[i])].filter(Boolean).join(", "));
    cell([word(data.actors, data.actor1[i]), word(data.actors, data.actor2[i])].filter(Boolean).join(" – "));
    cell(data.deaths[i] === null ? "" : String(data.deaths[i]), "n");
    const last = make("td"), button = make("button", "Evidence");
    button.type = "button"; button.setAttribute("aria-expanded", "false"); button.setAttribute("aria-label", `Evidence for ${line(i)}`);
    button.onclick = () => {
      const open = tr.nextSibling && tr.nextSibling.className === "more";
      if (open) tr.nextSibling.remove();
      else { const more = make("tr", undefined, "more"), wide = make("td"); wide.colSpan = 6; wide.append(evidence(i)); more.append(wide); tr.after(more); }
      button.setAttribute("aria-expanded", String(!open));
    };
    last.append(button); tr.append(last);
    return tr;
  };
  const list = () => {
    const body = element("rows"), from = page * SIZE;
    body.replaceChildren(...visible.slice(from, from + SIZE).map(row));
    const pages = Math.max(1, Math.ceil(visible.length / SIZE));
    element("page").textContent = `page ${page + 1} of ${pages}`;
    element("previous").disabled = page === 0; element("next").disabled = page >= pages - 1;
  };
  const reveal = (i) => {
    page = Math.floor(visible.indexOf(i) / SIZE); list();
    const button = element("rows").children[visible.indexOf(i) % SIZE].querySelector("button");
    button.click(); button.scrollIntoView({ block: "center" }); button.focus({ preventScroll: true });
  };
  element("previous").onclick = () => { page--; list(); }; element("next").onclick = () => { page++; list(); };

  // --- controls -----------------------------------------------------------------------------------------------------
  types.forEach((name, i) => {
    const label = make("label"), box = make("input"), key = make("span", undefined, "key");
    box.type = "checkbox"; box.checked = true; key.style.background = data.colours[i];
    box.onchange = () => { box.checked ? shown.types.add(i) : shown.types.delete(i); filter(); };
    label.append(box, key, name); element("types").append(label);
  });
  let timer = 0;
  element("search").oninput = (e) => { clearTimeout(timer); timer = setTimeout(() => { shown.text = e.target.value; filter(); }, 150); };
  const bound = (id, key, empty) => { element(id).onchange = (e) => { shown[key] = e.target.value ? Date.parse(e.target.value) / 864e5 : empty; filter(); }; };
  bound("from", "from", -1e9); bound("to", "to", 1e9);
  element("precision").onchange = (e) => { shown.precision = Number(e.target.value); filter(); };
  element("explore").hidden = false;
  fit(); filter();
  document.documentElement.dataset.ready = "yes";
})();

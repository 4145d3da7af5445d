// The events as columns, and the names they point at. One inline module: these files are joined in the order of their names.
const element = (id) => document.getElementById(id);
const make = (name, text, className) => {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
};
if (typeof DecompressionStream === "undefined") { element("old").hidden = false; throw new Error("this browser cannot unpack the events"); }
const unpack = async (id) => {
  const bytes = Uint8Array.from(atob(element(id).textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};
const data = await unpack("events-data");
const outline = JSON.parse(element("outline-data").textContent);
const types = data.types, count = data.id.length;
const day = (n) => new Date(n * 864e5).toISOString().slice(0, 10);
const word = (list, i) => (i < 0 ? "" : list[i]);
const whole = (n) => n.toLocaleString("en");
const line = (i) => `${day(data.day[i])} · ${word(data.subs, data.sub[i])} · ${[data.place[i], word(data.countries, data.country[i])].filter(Boolean).join(", ") || "place unknown"}`;

// The mark of an event type: its shape and colour, as in the legend.
const mark = (type, size = 14) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "-1.7 -1.7 3.4 3.4"); svg.setAttribute("width", size); svg.setAttribute("height", size); svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "mark");
  if (type >= 0) { path.setAttribute("d", data.shapes[type]); path.setAttribute("fill", data.colours[type]); }
  svg.append(path);
  return svg;
};

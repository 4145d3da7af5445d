// Which events are shown, and in which order.
const everything = () => ({ types: new Set(types.map((_, i) => i)), text: "", from: -1e9, to: 1e9, precision: 4, country: -1, order: "newest" });
let shown = everything();
let haystack = null, visible = [];
const searchText = (i) => [data.id[i], day(data.day[i]), word(data.subs, data.sub[i]), word(data.countries, data.country[i]), data.place[i],
  word(data.actors, data.actor1[i]), word(data.actors, data.actor2[i]), data.notes[i]].join(" ").toLowerCase();
const fits = (i, words) => shown.types.has(data.type[i]) && data.day[i] >= shown.from && data.day[i] <= shown.to && data.precision[i] <= shown.precision
  && (shown.country < 0 || data.country[i] === shown.country) && words.every((w) => haystack[i].includes(w));
const filter = () => {
  const words = shown.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length && !haystack) haystack = data.id.map((_, i) => searchText(i));
  visible = [];
  for (let i = 0; i < count; i++) if (fits(i, words)) visible.push(i);
  const byDeaths = (a, b) => (data.deaths[b] ?? -1) - (data.deaths[a] ?? -1) || a - b;
  if (shown.order === "oldest") visible.reverse(); else if (shown.order === "deadliest") visible.sort(byDeaths);
  element("found").textContent = `${whole(visible.length)} of ${whole(count)} rows`;
  element("tip").replaceChildren();
  turnTo(0);
  draw();
};

// The table of events, a page at a time, and what each was concluded from.
const SIZE = 25;
let page = 0;
const link = (url) => {
  if (!/^https?:\/\//i.test(url)) return make("span", url);
  const node = make("a", url); node.href = url; node.rel = "noopener noreferrer nofollow"; return node;
};
const evidence = (i) => {
  const box = make("div", undefined, "evidence"), items = make("ul");
  box.append(make("p", data.notes[i]));
  const credibility = data.credibility[i] === null ? "not rated" : `${data.credibility[i]}, ${data.credibilities[data.credibility[i] - 1]}`;
  box.append(make("p", `Credibility ${credibility} (${data.rule[i] || "no rule"}). Best grade among its sources: ${data.grade[i] || "none"}.`, "soft"));
  for (const [source, date, seen, url] of data.claims[i]) {
    const item = make("li", `${source || "source unknown"}${date ? `, ${date}` : ""}: `);
    item.append(seen ? make("q", seen) : make("span", "text not published", "soft"));
    if (url) item.append(" ", link(url));
    items.append(item);
  }
  const told = make("p", "Everything behind this row: ", "soft");
  told.append(make("code", `sitrep explain ${data.id[i]}`));
  box.append(items, told);
  return box;
};
const row = (i) => {
  const tr = make("tr", undefined, "row"), cell = (text, name) => { const td = make("td", text, name); tr.append(td); return td; };
  cell(day(data.day[i]) + (data.time[i] > 1 ? " ±" : ""), "d");
  const kind = make("span", undefined, "typed");
  kind.append(mark(data.type[i]), make("span", word(data.subs, data.sub[i])));
  cell().append(kind);
  const where = cell([data.place[i], word(data.countries, data.country[i])].filter(Boolean).join(", "));
  if (data.precision[i] > 1) where.append(" ", make("span", data.lat[i] === null ? "no point" : ["", "", "near", "region", "vague"][data.precision[i]], "tag"));
  if (data.summary[i]) where.append(" ", make("span", "summary", "tag"));
  cell([word(data.actors, data.actor1[i]), word(data.actors, data.actor2[i])].filter(Boolean).join(" – ") || "–");
  cell(data.deaths[i] === null ? "–" : whole(data.deaths[i]), "n");
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
const none = () => {
  const tr = make("tr"), wide = make("td", count ? "No event fits these filters. " : "This release has no events."), button = make("button", "Clear the filters");
  wide.colSpan = 6; wide.className = "none"; button.type = "button"; button.onclick = clear;
  if (count) wide.append(button);
  tr.append(wide);
  return tr;
};
const turnTo = (number) => {
  const pages = Math.max(1, Math.ceil(visible.length / SIZE)), from = number * SIZE;
  page = number;
  element("rows").replaceChildren(...(visible.length ? visible.slice(from, from + SIZE).map(row) : [none()]));
  element("page").textContent = `page ${whole(page + 1)} of ${whole(pages)}`;
  element("previous").disabled = page === 0; element("next").disabled = page >= pages - 1;
};
const reveal = (i) => {
  const at = visible.indexOf(i);
  turnTo(Math.floor(at / SIZE));
  const button = element("rows").querySelectorAll("tr.row")[at % SIZE].querySelector("button");
  button.click(); button.scrollIntoView({ block: "center" }); button.focus({ preventScroll: true });
};
element("previous").onclick = () => turnTo(page - 1); element("next").onclick = () => turnTo(page + 1);

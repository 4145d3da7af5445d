// The filters, and the first drawing.
const boxes = types.map((name, i) => {
  const label = make("label"), box = make("input");
  box.type = "checkbox"; box.checked = true;
  box.onchange = () => { box.checked ? shown.types.add(i) : shown.types.delete(i); filter(); };
  label.append(box, mark(i, 16), name); element("types").append(label);
  return box;
});
data.countries.forEach((name, i) => { const option = make("option", name); option.value = i; element("country").append(option); });
let timer = 0;
element("search").oninput = (e) => { clearTimeout(timer); timer = setTimeout(() => { shown.text = e.target.value; filter(); }, 150); };
const bound = (id, empty) => { element(id).onchange = (e) => { shown[id] = e.target.value ? Date.parse(e.target.value) / 864e5 : empty; filter(); }; };
bound("from", -1e9); bound("to", 1e9);
element("precision").onchange = (e) => { shown.precision = Number(e.target.value); filter(); };
element("country").onchange = (e) => { shown.country = Number(e.target.value); filter(); fit(); };
element("order").onchange = (e) => { shown.order = e.target.value; filter(); };
const clear = () => {
  shown = everything();
  boxes.forEach((box) => { box.checked = true; });
  for (const id of ["search", "from", "to"]) element(id).value = "";
  element("precision").value = "4"; element("country").value = "-1"; element("order").value = "newest";
  filter(); fit(); element("search").focus();
};
element("clear").onclick = clear;
element("explore").hidden = false;
filter(); fit(); paint();
document.documentElement.dataset.ready = "yes";

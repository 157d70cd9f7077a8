// A page at work: its cells can be changed and run, and what was typed is kept in this browser.
import { ask, embed, forget, show, status, stop } from "./live.js";

const WIDGET = "application/vnd.netlib.widget+json";
const LONGEST = 100000; // letters of what a cell prints that are shown
const { name } = document.body.dataset, place = `netlib page ${name}`;
const keep = (key, value) => { try { localStorage[key] = value; } catch { /* then it is not kept */ } };
const kept = (() => { try { return JSON.parse(localStorage[place]); } catch { return {}; } })();
const typed = { sources: {}, guesses: {}, ...kept };
const save = () => keep(place, JSON.stringify(typed));
const make = (tag, of, ...inside) => {
  const made = Object.assign(document.createElement(tag), of);
  made.append(...inside);
  return made;
};
const button = (textContent, onclick, of) => make("button", { type: "button", textContent, onclick, ...of });

// What Python is doing, and a way to stop it, in view wherever one reads.
const line = document.getElementById("status"), said = make("span"), halt = button("Stop", stopped, { hidden: true });
let running = 0, waits = "";
line.append(said, halt);
status((text) => tell(waits = text));
function tell(text) {
  halt.hidden = !running;
  said.textContent = text || (running ? "Running…" : "");
}
async function stopped() {
  halt.disabled = true;
  if (!await stop()) tell("Stopped. Python has begun anew: run the cells above once more.");
  halt.disabled = false;
}

function Cell(el) {
  const id = el.dataset.cell, pre = el.querySelector("pre"), outputs = el.querySelector(".outputs");
  const cell = { el, id, pre, outputs, written: pre.textContent, ran: null };
  cell.chapter = outputs.querySelector("[data-explorer]")?.dataset.explorer; // of the page's explorer
  if (!pre.hidden) edited(cell);
  outputs.addEventListener("change", ({ target }) => { // a guess, before its cell has been run
    if (target.type === "radio") run(guessed(cell, [...outputs.querySelectorAll("input")].indexOf(target)));
  });
  outputs.addEventListener("click", ({ target }) => {
    if (target.matches("button.Button")) guessed(cell, [...outputs.querySelectorAll("button.Button")].indexOf(target));
  });
  const chosen = outputs.querySelectorAll("input[type=radio]")[typed.guesses[id]];
  if (chosen) chosen.checked = true;
  return cell;
}

function guessed(cell, choice) {
  typed.guesses[cell.id] = choice;
  save();
  return cell;
}

function edited(cell) {
  const field = cell.field = make("textarea", {
    className: "code", spellcheck: false, wrap: "off", autocapitalize: "off", autocomplete: "off",
    ariaLabel: `Code of the cell ${cell.id}`, value: typed.sources[cell.id] ?? cell.written,
  });
  const back = button("Put back", () => { field.value = cell.written; changed(); field.focus(); });
  const changed = () => {
    const { value } = field;
    field.rows = value.split("\n").length;
    cell.pre.textContent = value; // what is printed
    back.hidden = value === cell.written;
    if (back.hidden) delete typed.sources[cell.id]; else typed.sources[cell.id] = value;
    save();
  };
  field.oninput = changed;
  field.onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) run(cell);
    else {
      const above = field.value.slice(0, field.selectionStart).split("\n").at(-1);
      const space = above.match(/^ */)[0] + (above.trimEnd().endsWith(":") ? "    " : "");
      field.setRangeText(`\n${space}`, field.selectionStart, field.selectionEnd, "end");
      changed();
    }
    event.preventDefault();
  };
  cell.count = make("span", { className: "count" });
  cell.pre.before(field);
  cell.pre.after(make("p", { className: "tools" },
    button("Run", () => run(cell), { title: "Shift+Enter", ariaLabel: `Run the cell ${cell.id}` }),
    button("Run all above", () => all(cells.slice(0, cells.indexOf(cell)))), back, cell.count));
  changed();
}

async function run(cell) {
  const { outputs } = cell, choice = typed.guesses[cell.id];
  running += 1;
  cell.el.ariaBusy = "true";
  tell(waits);
  cell.ran = { outputs: [], count: null };
  let old = true; // what it showed stays until there is something new
  const fresh = () => { if (old) forget(outputs); old = false; };
  const { done, stopped } = await ask({ source: cell.field?.value ?? cell.written }, ({ count, output }) => {
    if (count) cell.ran.count = count;
    if (count && cell.count) cell.count.textContent = `[${count}]`;
    if (!output) return;
    fresh();
    shown(cell, output);
  });
  fresh();
  running -= 1;
  cell.el.ariaBusy = "false";
  if (stopped) outputs.append(make("pre", { className: "error", textContent: "Stopped." }));
  if (done && choice !== undefined) outputs.querySelectorAll("button.Button")[choice]?.click();
  tell(waits);
  return done;
}

async function all(some) {
  for (const cell of some) if (!await run(cell)) return cell.el.scrollIntoView({ block: "nearest" });
}

function shown({ outputs, ran, chapter }, output) {
  const { output_type, name, text, data = {}, metadata = {}, ename, traceback } = output;
  ran.outputs.push(output);
  const last = outputs.lastElementChild;
  if (output_type === "stream") {
    const of = last?.dataset.stream === name ? last : outputs.appendChild(make("pre", { className: "printed" }));
    of.dataset.stream = name;
    of.textContent = (of.textContent + text).replace(/[^\n]*\r(?!\n)/g, "").slice(-LONGEST);
  } else if (output_type === "error") {
    outputs.append(make("pre", { className: "error", textContent: traceback.join("\n") }));
    const above = cells.slice(0, cells.findIndex((other) => other.outputs === outputs) + 1);
    if (ename === "NameError") outputs.append(button("Run all above, then this", () => all(above)));
  } else if (data[WIDGET] && chapter) embed(outputs.appendChild(make("div")), chapter, data[WIDGET]);
  else if (data[WIDGET]) show(outputs, data[WIDGET]);
  else if (data["text/html"] ?? data["image/svg+xml"]) {
    outputs.append(make("div", { className: "shown", innerHTML: data["text/html"] ?? data["image/svg+xml"] }));
  } else if (data["image/png"]) {
    const alt = metadata["image/png"]?.alt ?? "A picture that the cell above draws";
    outputs.append(make("img", { alt, src: `data:image/png;base64,${data["image/png"]}` }));
  } else outputs.append(make("pre", { className: "printed", textContent: data["text/plain"] }));
}

async function download() {
  const book = await (await fetch(document.body.dataset.notebook)).json();
  for (const stored of book.cells) {
    const cell = cells.find(({ id }) => id === stored.id);
    if (cell?.field) stored.source = cell.field.value;
    if (!cell?.ran) continue;
    stored.execution_count = cell.ran.count;
    stored.outputs = cell.ran.outputs.map(({ data, ...output }) => {
      if (!data) return output;
      const { [WIDGET]: live, ...told } = data;
      if (told["text/markdown"]) delete told["text/html"]; // Jupyter makes its own
      const count = output.output_type === "execute_result" ? { execution_count: cell.ran.count } : {};
      return { metadata: {}, ...output, ...count, data: told };
    });
  }
  const href = URL.createObjectURL(new Blob([JSON.stringify(book, null, 1)], { type: "application/x-ipynb+json" }));
  make("a", { href, download: `${name}.ipynb` }).click();
}

function clear() {
  if (!confirm("Forget what was typed and guessed on this page, and mine.py and mistakes.json of all pages?")) return;
  for (const key of [place, "netlib files"]) localStorage.removeItem(key);
  location.reload();
}

function shade() {
  const { dataset } = document.documentElement;
  keep("netlib theme", dataset.theme = dataset.theme === "dark" ? "light" : "dark");
}

const cells = [...document.querySelectorAll("[data-cell]")].map(Cell);
const desk = [button("Light or dark", shade)];
if (cells.length) {
  desk.unshift(button("Run all", () => all(cells)), button("Save as a notebook", download),
    button("Clear what I typed", clear));
}
document.getElementById("text").before(make("div", { className: "desk" }, ...desk));
// Not before the explorer has what it needs: the whole book is kept, so that it is there offline.
setTimeout(() => navigator.serviceWorker?.register("offline.js"), 5000);

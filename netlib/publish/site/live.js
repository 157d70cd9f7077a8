// Python in a page. netlib/publish/site/__init__.py says how a page uses it.
import stage from "./stage.js";

const FIRST = ["numpy", "traitlets", "netlib"];
const FILES = "netlib files"; // mine.py and what else cells write, from page to page
const interrupt = globalThis.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
const models = new Map(), explorers = new Map(), waiting = new Map();
let worker, count = 0, says = () => {};

export const status = (hook) => { says = hook; };
const stored = () => { try { return JSON.parse(localStorage.getItem(FILES)) ?? {}; } catch { return {}; } };
const say = (message) => {
  if (!worker) {
    says("Getting Python…");
    worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = heard;
    worker.onerror = ({ message }) => heard({ data: { failed: message } });
    worker.postMessage({ first: FIRST, interrupt });
    worker.postMessage({ files: stored() });
  }
  worker.postMessage(message);
};

class Model { // what stage.js asks of an anywidget model
  constructor({ model, state }) { Object.assign(this, { id: model, state, hooks: new Map() }); models.set(model, this); }
  get(name) { return this.state[name]; }
  on(name, hook) { this.hooks.set(name, [...(this.hooks.get(name) ?? []), hook]); }
  off(name, hook) { this.hooks.set(name, (this.hooks.get(name) ?? []).filter((h) => h !== hook)); }
  tell(name, value) { (this.hooks.get(name) ?? []).forEach((hook) => hook(value)); }
  send(content) { say({ to: this.id, content }); }
}

function heard({ data }) {
  if (data.ready) says("");
  if (data.failed) says(`Python could not go on here: ${data.failed}`);
  if (data.fetching !== undefined) says(data.fetching && `Getting ${data.fetching}…`);
  if (data.files) try { localStorage.setItem(FILES, JSON.stringify({ ...stored(), ...data.files })); } catch { /* not kept then */ }
  waiting.get(data.cell ?? data.opened)?.(data);
  const model = models.get(data.model);
  if (model && data.message) model.tell("msg:custom", data.message);
  if (model && data.changed) {
    Object.assign(model.state, data.changed);
    Object.keys(data.changed).forEach((name) => model.tell(`change:${name}`));
  }
}

const ask = (message, told) => new Promise((done) => {
  const id = `ask ${++count}`;
  waiting.set(id, (data) => {
    told?.(data);
    if (data.done === undefined && !data.tree) return;
    waiting.delete(id);
    done(data);
  });
  say(message(id));
});

export const run = async (source, told) => (await ask((id) => ({ run: id, source }), told)).done;

export function show(el, tree) {
  const model = new Model(tree), { kind, children, state } = tree;
  const made = el.appendChild(document.createElement(kind === "Button" ? "button" : "div"));
  made.className = `widget ${kind}`;
  made.dataset.model = tree.model;
  if (kind === "explorer") return stage.render({ model, el: made });
  children.forEach((child) => show(made, child));
  const draw = () => {
    if (kind === "HTML") made.innerHTML = state.value;
    if (kind === "Button") Object.assign(made, { textContent: state.description, disabled: state.disabled, ariaPressed: state.icon === "check" });
  };
  made.onclick = (event) => { if (kind === "Button") { event.stopPropagation(); model.send({ press: 1 }); } };
  ["value", "description", "icon", "disabled"].forEach((name) => model.on(`change:${name}`, draw));
  draw();
}

export function forget(el) {
  const gone = [...el.querySelectorAll("[data-model]")].map(({ dataset }) => dataset.model);
  gone.forEach((id) => models.delete(id));
  if (worker && gone.length) say({ close: gone });
  el.replaceChildren();
}

export async function explorer(el, chapter) {
  const { tree } = await ask((open) => ({ open, chapter }));
  if (!tree) return;
  forget(el);
  show(el, tree);
  explorers.set(el, chapter);
}

export async function stop() {
  if (interrupt) {
    interrupt[0] = 2;
    for (let k = 0; k < 20 && waiting.size; k++) await new Promise((on) => setTimeout(on, 100));
    if (!waiting.size) return true;
  }
  worker?.terminate();
  worker = undefined;
  models.clear();
  waiting.forEach((told) => told({ done: false, stopped: true }));
  explorers.forEach((chapter, el) => explorer(el, chapter));
  return false;
}

const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (isIntersecting) { near.unobserve(target); explorer(target, target.dataset.explorer); }
  }
}, { rootMargin: "600px" });
document.querySelectorAll("[data-explorer]").forEach((el) => near.observe(el));

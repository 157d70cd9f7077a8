// Python in a page. netlib/publish/site/__init__.py says how a page uses it.
import stage from "./stage.js";

const FIRST = ["numpy", "traitlets", "netlib"];
const interrupt = globalThis.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
const models = new Map(), explorers = new Map(), waiting = new Map();
let worker, count = 0, says = () => {};

export const status = (hook) => { says = hook; };
const stored = () => { try { return JSON.parse(localStorage["netlib files"]); } catch { return {}; } };
const say = (message) => {
  if (!worker) {
    says("Getting Python…");
    worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = ({ message }) => heard({ failed: message });
    worker.postMessage({ first: FIRST, interrupt });
    worker.postMessage({ files: stored() });
  }
  worker.postMessage(message);
};

function Model({ model, state }) { // what stage.js asks of an anywidget model
  const hooks = new Set();
  const tell = (said, value) => hooks.forEach(([name, hook]) => { if (name === said) hook(value); });
  const off = (name, hook) => hooks.forEach((pair) => { if (pair[0] === name && pair[1] === hook) hooks.delete(pair); });
  models.set(model, { state, tell });
  return { get: (name) => state[name], on: (...pair) => hooks.add(pair), off, send: (content) => say({ to: model, content }) };
}

function heard({ failed, fetching, files, model, message, changed, ...of }) {
  if (failed) says(`Python could not go on here: ${failed}`);
  if (fetching !== undefined) says(fetching && `Getting ${fetching}…`);
  if (files) try { localStorage["netlib files"] = JSON.stringify({ ...stored(), ...files }); } catch { /* then they are not kept */ }
  waiting.get(of.id)?.(of);
  const { state, tell } = models.get(model) ?? {};
  if (state && message) tell("msg:custom", message);
  Object.assign(state ?? {}, changed);
  for (const name of Object.keys(changed ?? {})) tell?.(`change:${name}`);
}

export const ask = (message, told) => new Promise((done) => {
  const id = ++count;
  waiting.set(id, (said) => {
    told?.(said);
    if (said.done !== undefined) done(waiting.delete(id) && said);
  });
  say({ id, ...message });
});

export function show(el, tree, address) {
  const { kind, state, children } = tree, model = Model(tree);
  const made = el.appendChild(document.createElement(kind === "Button" ? "button" : "div"));
  Object.assign(made, { className: kind, onclick: kind === "Button" ? () => model.send({ press: 1 }) : null }).dataset.model = tree.model;
  if (kind === "explorer") return stage.render({ model, el: made, address });
  const draw = () => Object.assign(made, kind === "HTML" ? { innerHTML: state.value } : { textContent: state.description, ariaPressed: state.icon === "check" });
  if (!["HTML", "Button"].includes(kind)) return children.forEach((child) => show(made, child));
  Object.keys(state).forEach((name) => model.on(`change:${name}`, draw));
  draw();
}

export function forget(el) { // what is shown in el
  const gone = [...el.querySelectorAll("[data-model]")].map(({ dataset }) => dataset.model);
  if (worker && gone.some((model) => models.delete(model))) say({ close: gone });
  el.replaceChildren();
}

export async function explorer(el, chapter, state = "") {
  near.unobserve(el);
  explorers.set(el, [chapter, state]);
  const { tree } = await ask({ chapter, state });
  if (!tree) return;
  embed(el, chapter, tree);
}

export function embed(el, chapter, tree) {
  el.dataset.explorer = chapter;
  forget(el);
  show(el, tree, `${location.href.split("#")[0].replace("-slides.html", ".html")}#${chapter}=`);
}

export async function stop() {
  if (!waiting.size) return true;
  if (interrupt) interrupt[0] = 2;
  for (let k = 0; interrupt && k < 20 && waiting.size; k++) await new Promise((on) => setTimeout(on, 100));
  if (!waiting.size) return true;
  worker.terminate();
  worker = models.clear();
  waiting.forEach((told) => told({ done: false, stopped: true }));
  explorers.forEach((of, el) => explorer(el, ...of));
  return false;
}

const near = new IntersectionObserver((seen) => seen.filter((of) => of.isIntersecting).forEach(({ target }) => {
  explorer(target, target.dataset.explorer, target.dataset.state);
}), { rootMargin: "600px" });
document.querySelectorAll("[data-explorer]").forEach((el) => near.observe(el));
const follow = async () => { // #06=STATE
  const [, chapter, state] = location.hash.match(/^#(\d\d)=(.*)/) ?? [];
  const el = chapter && document.querySelector(`[data-explorer="${chapter}"]`);
  if (!el) return;
  el.scrollIntoView();
  await explorer(el, chapter, state);
  el.scrollIntoView();
};
window.addEventListener("hashchange", follow);
follow();

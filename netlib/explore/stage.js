// The browser's half of the stage: shows what Python drew, reports what the reader moves.

const SVG = "http://www.w3.org/2000/svg";
const HOLD = "data-lm-suppress-shortcuts"; // JupyterLab keeps its one-letter commands to itself
let views = 0;

const axis = (mark) => { // of data-x and data-y; p and q are the places of low and high
  const [ref, value, p, q, low, high] = JSON.parse(mark);
  return { ref, value, p, q, low, high };
};
const dialled = (mark) => { // of data-dial
  const [value, low, high] = mark.split(" ").map(Number);
  return { value, low, high };
};

// One element per line: only lines that changed are parsed, and their elements are changed in
// place, so that the focus and a drag in progress stay where they are.
function patcher(host) {
  let lines = [];
  const parse = (line) => {
    const holder = document.createElementNS(SVG, "svg");
    holder.innerHTML = line;
    return holder.firstElementChild;
  };
  // What can be moved is reached with Tab, and is a slider or a button to a screen reader.
  const dress = (node) => {
    const { ref, dial, x, y } = node.dataset;
    if (!ref) return node;
    const marks = { tabindex: 0, [HOLD]: true, role: dial || x || y ? "slider" : "button" };
    if (dial || x || y) {
      const { value, low, high } = dial ? dialled(dial) : axis(x || y);
      Object.assign(marks, { "aria-valuenow": value, "aria-valuemin": low, "aria-valuemax": high });
    }
    if (x && y) marks["aria-valuetext"] = `${axis(x).value}, ${axis(y).value}`;
    for (const [name, mark] of Object.entries(marks)) node.setAttribute(name, mark);
    return node;
  };
  const update = (old, fresh) => {
    if (old.tagName !== fresh.tagName) return old.replaceWith(fresh);
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    if (old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
  };
  return (text) => {
    const next = text.split("\n");
    let root = host.firstElementChild;
    if (!root || lines[0] !== next[0]) {
      host.innerHTML = text;
      root = host.firstElementChild;
      root.setAttribute("role", "group"); // what is inside can be focused
      root.querySelectorAll("[data-ref]").forEach(dress);
    } else {
      const focused = root.contains(document.activeElement) && document.activeElement.dataset.ref;
      for (let k = 1; k < next.length - 1; k++) {
        const old = root.children[k - 1];
        if (!old) root.append(dress(parse(next[k])));
        else if (lines[k] !== next[k]) update(old, dress(parse(next[k])));
      }
      while (root.children.length > next.length - 2) root.lastElementChild.remove();
      if (focused && document.activeElement?.dataset?.ref !== focused) {
        root.querySelector(`[data-ref="${CSS.escape(focused)}"]`)?.focus();
      }
    }
    lines = next;
  };
}

const RESTARTED = "Python was restarted: run this cell again.";

// One message under way, and the latest wins: a new setting replaces the one that still waits;
// steps and presses are added up, so that none is lost.
function queue(model, state, busy) {
  const me = `view ${++views}`;
  let count = 0, flying = null, clock = [], gone = false;
  const waiting = new Map();
  const flush = () => {
    if (gone || flying || !waiting.size) return;
    flying = `${me} ${++count}`;
    const events = [...waiting.values()];
    waiting.clear();
    busy(true);
    clock = [
      setTimeout(() => state("Python is busy; this will follow."), 1000),
      setTimeout(() => state("No answer. Wait for the cell that is running, or run this cell again."), 5000),
    ];
    try {
      model.send({ id: flying, events });
    } catch {
      lost();
    }
  };
  const answered = (message) => {
    if (message?.done !== flying) return;
    clock.forEach(clearTimeout);
    state("");
    flying = null;
    busy(false);
    flush();
  };
  const lost = () => { // JupyterLab says so at once; elsewhere no answer comes
    gone = true;
    clock.forEach(clearTimeout);
    busy(false);
    state(RESTARTED);
  };
  const heard = { "msg:custom": answered, comm_live_update: lost };
  for (const [name, hear] of Object.entries(heard)) model.on(name, hear);
  const post = (event) => {
    const kind = ["set", "steps", "press", "focus"].find((name) => name in event);
    const key = `${event.ref} ${kind}`;
    const old = waiting.get(key);
    if (old && kind !== "set" && kind !== "focus") event[kind] += old[kind];
    if (kind === "set") waiting.delete(key);
    waiting.set(key, event);
    flush();
  };
  const end = () => {
    clock.forEach(clearTimeout);
    for (const [name, hear] of Object.entries(heard)) model.off(name, hear);
  };
  return { post, end };
}

// Calls `left` when the notebook is left: another one is in front, or the window is hidden. What is
// only scrolled out of view keeps its size.
function watch(el, left) {
  const look = () => { if (document.hidden || !el.getClientRects().length) left(); };
  const sizes = new ResizeObserver(look);
  sizes.observe(el);
  document.addEventListener("visibilitychange", look);
  return () => {
    sizes.disconnect();
    document.removeEventListener("visibilitychange", look);
    left();
  };
}

const clamp = (x, a, b) => Math.min(Math.max(x, Math.min(a, b)), Math.max(a, b));

// Handles in the drawing: data-dial is dragged up and down, data-x and data-y follow the pointer,
// and what has neither is pressed.
function hands(host, post) {
  const handle = (event) => event.target.closest?.("[data-ref]");
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 10], PageDown: [0, -10] };
  let drag = null;
  const at = (event) => {
    const svg = host.firstElementChild;
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  };
  const follow = (mark, place) => {
    const { ref, p, q, low, high } = axis(mark);
    post({ ref, set: low + ((clamp(place, p, q) - p) / (q - p)) * (high - low), snap: true });
  };
  host.addEventListener("pointerdown", (event) => {
    const node = handle(event);
    if (!node || event.button) return;
    node.focus({ preventScroll: true });
    event.preventDefault();
    const { ref, dial, x, y } = node.dataset;
    if (dial || x || y) {
      drag = { ref, dial, x, y, from: at(event) };
      host.setPointerCapture(event.pointerId); // on the host: the element itself may be replaced
    } else post({ ref, press: 1 });
  });
  host.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const place = at(event);
    if (drag.dial) {
      const { value, low, high } = dialled(drag.dial);
      const moved = ((drag.from.y - place.y) / 150) * (high - low);
      post({ ref: drag.ref, set: clamp(clamp(value, low, high) + moved, low, high), snap: true });
    }
    if (drag.x) follow(drag.x, place.x);
    if (drag.y) follow(drag.y, place.y);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    host.addEventListener(name, () => { drag = null; });
  }
  host.addEventListener("focusin", (event) => {
    const node = handle(event);
    if (node) post({ ref: node.dataset.ref, focus: true });
  });
  host.addEventListener("keydown", (event) => {
    const node = handle(event);
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const { ref, dial, x, y } = node.dataset;
    const moved = step[event.key];
    const end = { Home: "low", End: "high" }[event.key];
    if (!dial && !x && !y) {
      if (event.key !== "Enter" && event.key !== " ") return;
      post({ ref, press: 1 });
    } else if (moved) {
      const [right, up] = moved;
      if (x && y) {
        if (right) post({ ref: axis(x).ref, steps: right });
        if (up) post({ ref: axis(y).ref, steps: up });
      } else post({ ref, steps: right + up });
    } else if (end && !(x && y)) {
      post({ ref, set: (dial ? dialled(dial) : axis(x || y))[end], snap: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// Native inputs below the drawing, made anew only when there are others than before.
function panel(host, post) {
  let plan = "";
  const parts = new Map();
  const node = (tag, attributes = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...inside);
    return made;
  };
  const make = ({ ref, label, kind, low, high, step, options }) => {
    const named = (input) => { input.setAttribute("aria-label", label); input.setAttribute(HOLD, "true"); input.dataset.input = ref; return input; };
    const send = (value) => post({ ref, set: value });
    if (kind === "button") {
      const button = named(node("button", { type: "button", textContent: label, onclick: () => post({ ref, press: 1 }) }));
      return [button, button];
    }
    if (kind === "switch") {
      const box = named(node("input", { type: "checkbox", onchange: () => send(box.checked) }));
      return [node("label", {}, box, ` ${label}`), box];
    }
    if (kind === "choice") {
      const list = named(node("select", { onchange: () => send(list.value) }));
      list.append(...options.map((option) => node("option", { value: option, textContent: option })));
      return [node("label", {}, `${label} `, list), list];
    }
    if (kind === "number") {
      const field = named(node("input", { type: "text", inputMode: "decimal", size: 7, onchange: () => send(field.value) }));
      field.onkeydown = ({ key }) => { if (key === "Enter") send(field.value); }; // JupyterLab keeps Enter from changing it
      return [node("label", {}, `${label} `, field), field];
    }
    const slider = named(node("input", { type: "range", min: low, max: high, step, oninput: () => send(+slider.value) }));
    const value = node("output");
    return [node("label", {}, `${label} `, slider, value), slider, value];
  };
  return (inputs) => {
    const wanted = JSON.stringify(inputs.map(({ value, text, ...rest }) => rest));
    if (wanted !== plan) {
      const focused = document.activeElement?.dataset?.input;
      parts.clear();
      inputs.forEach((input) => parts.set(input.ref, make(input)));
      host.replaceChildren(...[...parts.values()].map(([outer]) => outer));
      if (focused && host.parentElement?.contains(host)) parts.get(focused)?.at(1)?.focus();
      plan = wanted;
    }
    for (const { ref, kind, value, text } of inputs) {
      const [, input, output] = parts.get(ref);
      if (kind === "switch") input.checked = value;
      else if (kind === "number") input.value = text;
      else if (kind !== "button" && (kind !== "slider" || !input.matches(":active"))) input.value = value;
      if (output) output.textContent = text;
    }
  };
}

function render({ model, el }) {
  el.classList.add("netlib-stage");
  const [stage, inputs, hint, words, status, spoken] = ["div", "div", "p", "p", "p", "p"].map((tag) => document.createElement(tag));
  inputs.className = "inputs";
  hint.className = "hint";
  words.className = "words";
  status.className = "status";
  status.setAttribute("role", "status");
  spoken.className = "spoken";
  spoken.setAttribute("aria-live", "polite");
  words.setAttribute("aria-hidden", "true"); // `spoken` says the same, once it has come to rest
  el.append(hint, stage, inputs, status, words, spoken);

  let slow = "", rest = 0;
  const say = () => { status.textContent = slow || model.get("complaint"); };
  const { post, end } = queue(
    model,
    (text) => { slow = text; say(); },
    (yes) => el.setAttribute("aria-busy", yes),
  );
  const patch = patcher(stage), arrange = panel(inputs, post);
  hands(stage, post);
  const draw = () => patch(model.get("picture"));
  const list = () => arrange(model.get("inputs"));
  const tell = () => {
    words.textContent = model.get("sentence");
    clearTimeout(rest);
    rest = setTimeout(() => { spoken.textContent = model.get("sentence"); }, 700);
  };
  const unwatch = watch(el, () => {
    const plays = model.get("inputs").some(({ ref }) => ref === "play");
    try { if (plays) model.send({ left: true }); } catch { /* Python has gone, and plays no more */ }
  });
  hint.textContent = model.get("hint");
  const changes = { picture: draw, inputs: list, sentence: tell, complaint: say };
  for (const [name, change] of Object.entries(changes)) {
    change();
    model.on(`change:${name}`, change);
  }
  return () => {
    clearTimeout(rest);
    unwatch();
    end();
    for (const [name, change] of Object.entries(changes)) model.off(`change:${name}`, change);
  };
}

export default { render };

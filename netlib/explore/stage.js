// The browser's half of the stage: shows what Python drew, reports what the reader moves.

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 818; // of the whole picture, in units; in less room it is narrow
const NARROW = 358; // of a narrow one
const HOLD = "data-lm-suppress-shortcuts"; // JupyterLab keeps its one-letter commands to itself
const CORNERS = '<svg viewBox="0 0 16 16" style="--w:15" fill="none" stroke="currentColor" stroke-width="1.8"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/></svg>';
let views = 0;

const node = (tag, attributes = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...inside);
  return made;
};

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
  let lines = [], last = "", stop = ""; // stop: the handle that Tab comes to
  const parse = (some) => {
    const holder = document.createElementNS(SVG, "svg");
    holder.innerHTML = some.join("");
    return [...holder.children].map(dress);
  };
  // What can be moved is a slider or a button to a screen reader. What follows the pointer across
  // is reached with Tab; of all others one is, and arrow keys lead from it to the next.
  const dress = (node) => {
    const { ref, dial, x, y } = node.dataset;
    if (!ref) return node;
    const marks = { tabindex: x || y ? 0 : -1, [HOLD]: true, role: dial || x || y ? "slider" : "button" };
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
    old.replaceChildren(...fresh.childNodes);
  };
  const roving = () => {
    const all = [...host.querySelectorAll("[data-ref]:not([data-x], [data-y])")];
    const one = all.find(({ dataset }) => name(dataset) === stop) ?? all.find((node) => node.ariaCurrent) ?? all[0];
    one?.setAttribute("tabindex", 0);
  };
  const name = ({ ref, set }) => `${ref} ${set ?? ""}`;
  host.addEventListener("focusin", ({ target }) => {
    if (!target.dataset.ref || target.dataset.x || target.dataset.y) return;
    host.querySelectorAll('[data-ref][tabindex="0"]:not([data-x], [data-y])').forEach((node) => node.setAttribute("tabindex", -1));
    stop = name(target.dataset);
    roving();
  });
  return (text) => {
    if (text === last) return;
    last = text;
    const next = text.split("\n");
    let root = host.firstElementChild;
    if (!root || lines[0] !== next[0]) {
      const had = root?.contains(document.activeElement) && stop;
      host.innerHTML = text;
      root = host.firstElementChild;
      root.querySelectorAll("[data-ref]").forEach(dress);
      roving();
      if (had) root.querySelector('[data-ref][tabindex="0"]')?.focus();
    } else {
      const focused = root.contains(document.activeElement) && document.activeElement.dataset.ref;
      const all = [...root.children], inside = next.slice(1, -1);
      const others = inside.map((line, k) => k).filter((k) => !all[k] || inside[k] !== lines[k + 1]);
      const fresh = parse(others.map((k) => inside[k]));
      others.forEach((k, i) => (all[k] ? update(all[k], fresh[i]) : root.append(fresh[i])));
      all.slice(inside.length).forEach((extra) => extra.remove());
      roving();
      if (focused && document.activeElement?.dataset?.ref !== focused) {
        root.querySelector(`[data-ref="${CSS.escape(focused)}"]`)?.focus();
      }
    }
    lines = next;
  };
}

// The panels in their rows; the chain has a place of its own.
function gallery(way, rows) {
  const hosts = new Map();
  let plan = "";
  return (panels) => {
    const wanted = JSON.stringify(panels.map(({ name, beside }) => [name, beside]));
    if (wanted !== plan) {
      rows.replaceChildren();
      for (const { name, beside } of panels) {
        if (!hosts.has(name)) {
          const host = node("div", { className: "panel" });
          host.dataset.panel = name;
          hosts.set(name, { host, patch: patcher(host) });
        }
        const { host } = hosts.get(name);
        if (name === "chain") {
          if (!host.parentElement) way.prepend(host);
        } else if (beside && rows.lastElementChild) rows.lastElementChild.append(host);
        else rows.append(node("div", { className: "row" }, host));
      }
      plan = wanted;
    }
    for (const { name, svg } of panels) hosts.get(name).patch(svg);
  };
}

const RESTARTED = "Python was restarted: run this cell again.";

// One message under way, and the latest wins: a new setting replaces the one that still waits;
// steps and presses are added up, so that none is lost.
function queue(model, me, gesture, state, busy) {
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
      model.send({ id: flying, events, gesture: gesture() });
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
// and what has neither is pressed; pressing what has data-set sets that.
function hands(host, post) {
  const handle = (event) => event.target.closest?.("svg [data-ref]");
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 10], PageDown: [0, -10] };
  let drag = null;
  const at = ({ clientX, clientY }, svg) =>
    new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
  const follow = (mark, place) => {
    const { ref, p, q, low, high } = axis(mark);
    post({ ref, set: low + ((clamp(place, p, q) - p) / (q - p)) * (high - low), snap: true });
  };
  const press = ({ ref, set }) => post(set === undefined ? { ref, press: 1 } : { ref, set });
  host.addEventListener("pointerdown", (event) => {
    const node = handle(event);
    if (!node || event.button) return;
    node.focus({ preventScroll: true });
    event.preventDefault();
    const { ref, dial, x, y } = node.dataset;
    if (dial || x || y) {
      const svg = node.ownerSVGElement;
      drag = { ref, dial, x, y, svg, from: at(event, svg) };
      host.setPointerCapture(event.pointerId); // on the host: the element itself may be replaced
    } else press(node.dataset);
  });
  host.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const place = at(event, drag.svg);
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
    if (node && node.dataset.set === undefined) post({ ref: node.dataset.ref, focus: true });
  });
  host.addEventListener("keydown", (event) => {
    const node = handle(event);
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const { ref, dial, x, y } = node.dataset;
    const moved = step[event.key];
    const end = { Home: "low", End: "high" }[event.key];
    const still = !dial && !x && !y;
    if (moved && !(x || y) && (still ? Math.abs(moved[0] + moved[1]) === 1 : moved[0])) {
      neighbour(node, moved)?.focus();
    } else if (still) {
      if (event.key !== "Enter" && event.key !== " ") return;
      press(node.dataset);
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

// The next handle of the same panel: the one before or behind, or the nearest above or below.
function neighbour(from, [right, up]) {
  const all = [...from.ownerSVGElement.querySelectorAll("[data-ref]:not([data-x], [data-y])")];
  if (right) return all[(all.indexOf(from) + right + all.length) % all.length];
  const middle = (node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const [x, y] = middle(from);
  const far = (node) => {
    const [a, b] = middle(node);
    return up * (y - b) > 1 ? up * (y - b) + 2 * Math.abs(a - x) : Infinity;
  };
  const best = all.reduce((one, other) => (far(other) < far(one) ? other : one));
  return far(best) < Infinity ? best : null;
}

// What belongs to the number under the pointer, or in focus, stays; all else steps back. A line
// has no number of its own, so a chip beside the pointer says it.
function pointing(el, links) {
  const chip = node("span", { className: "chip", hidden: true });
  el.append(chip);
  let now = "";
  const mark = () => {
    const names = (now && links()[now]) || [];
    if (!names.length && !el.querySelector("svg .tie")) return;
    el.classList.toggle("hot", names.length > 1);
    for (const part of el.querySelectorAll("[data-tie], svg [data-ref]")) {
      part.classList.toggle("tie", names.includes(part.dataset.tie ?? part.dataset.ref));
    }
  };
  const show = (handle, x, y) => {
    const ref = handle?.dataset.ref ?? "";
    chip.hidden = handle?.dataset.part !== "line";
    if (!chip.hidden) {
      const { left, top } = el.getBoundingClientRect();
      chip.textContent = `${handle.ariaLabel} ${dialled(handle.dataset.dial).value}`.replace("-", "\u2212");
      Object.assign(chip.style, { left: `${x - left + 14}px`, top: `${y - top - 34}px` });
    }
    if (ref !== now) { now = ref; mark(); }
  };
  el.addEventListener("pointerover", ({ target, clientX, clientY }) => show(target.closest("svg [data-ref]"), clientX, clientY));
  el.addEventListener("pointerleave", () => show(null));
  el.addEventListener("focusin", ({ target }) => {
    const handle = target.closest("svg [data-ref]");
    if (!handle?.matches(":focus-visible")) return;
    const { left, top, width, height } = handle.getBoundingClientRect();
    show(handle, left + width / 2, top + height / 2);
  });
  el.addEventListener("focusout", () => show(null));
  return mark;
}

// Native inputs, made anew only when there are others than before: those of the walk beside the
// chain, the others below the picture, a heading above each group.
function panel(walk, host, post, link) {
  let plan = "";
  const parts = new Map();
  const make = ({ ref, label, kind, low, high, step, options, group, main }) => {
    const before = label === group || !label ? "" : `${label} `; // the heading says it
    const named = (input) => { input.setAttribute("aria-label", label); input.setAttribute(HOLD, "true"); input.dataset.input = ref; return input; };
    const send = (value) => post({ ref, set: value });
    const field = () => {
      const typed = node("input", { type: "text", inputMode: "decimal", onchange: () => send(typed.value) });
      typed.onkeydown = (event) => {
        const steps = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (event.key === "Enter") send(typed.value); // JupyterLab keeps Enter from changing it
        if (steps) { post({ ref, steps }); event.preventDefault(); }
      };
      return typed;
    };
    if (kind === "button") {
      const button = named(node("button", { type: "button", textContent: label, className: main ? "main" : "", onclick: () => post({ ref, press: 1 }) }));
      return { outer: button, input: button };
    }
    if (kind === "switch") {
      const box = named(node("input", { type: "checkbox", onchange: () => send(box.checked) }));
      return { outer: node("label", {}, box, label), input: box };
    }
    if (kind === "choice" && options.length < 4) {
      const radios = options.map((option) => node("input", { type: "radio", name: `${ref} ${++views}`, value: option, onchange: () => send(option) }));
      radios.forEach((radio) => { radio.name = radios[0].name; radio.setAttribute(HOLD, "true"); });
      const segments = node("span", { className: "segments" }, ...radios.map((radio) => node("label", {}, radio, radio.value)));
      const outer = node("span", { className: "choice" }, before, segments);
      segments.setAttribute("role", "radiogroup");
      return { outer, input: named(segments), radios };
    }
    if (kind === "choice") {
      const list = named(node("select", { onchange: () => send(list.value) }));
      list.append(...options.map((option) => node("option", { value: option, textContent: option })));
      return { outer: node("label", {}, before, list), input: list };
    }
    if (kind === "number") {
      const input = named(field());
      const beside = ([sign, says, steps]) => {
        const button = node("button", { type: "button", textContent: sign, tabIndex: -1, onclick: () => post({ ref, steps }) });
        button.setAttribute("aria-label", `${label}, ${says}`);
        return button;
      };
      const [less, more] = [["\u2212", "less", -1], ["+", "more", 1]].map(beside);
      return { outer: node("label", {}, before, node("span", { className: "box" }, less, input, more)), input };
    }
    const slider = named(node("input", { type: "range", min: low, max: high, step, oninput: () => send(+slider.value) }));
    const typed = field();
    typed.setAttribute("aria-label", `${label}, typed`);
    return { outer: node("label", {}, before, slider, typed), input: slider, typed };
  };
  return (inputs) => {
    const wanted = JSON.stringify(inputs.map(({ value, text, off, ...rest }) => rest));
    if (wanted !== plan) {
      const focused = document.activeElement?.dataset?.input;
      parts.clear();
      inputs.forEach((input) => parts.set(input.ref, make(input)));
      const groups = new Map();
      for (const { ref, group } of inputs) groups.set(group, [...(groups.get(group) ?? []), parts.get(ref).outer]);
      walk.replaceChildren(...(groups.get("walk") ?? []));
      groups.delete("walk");
      const last = groups.get("") ?? [];
      groups.delete("");
      const sets = [...groups].map(([group, inside]) => node("fieldset", {}, node("legend", { textContent: group }), ...inside));
      host.replaceChildren(...sets, node("fieldset", { className: "end" }, ...last, ...link));
      if (focused && host.isConnected) parts.get(focused)?.input.focus();
      plan = wanted;
    }
    for (const { ref, kind, value, text, off } of inputs) {
      const { input, typed, radios } = parts.get(ref);
      if (kind === "switch") input.checked = value;
      else if (radios) radios.forEach((radio) => { radio.checked = radio.value === value; });
      else if (kind === "number") input.value = text;
      else if (kind !== "button" && (kind !== "slider" || !input.matches(":active"))) input.value = value;
      if (typed) typed.value = text;
      if (kind === "button") input.disabled = Boolean(off);
    }
  };
}

// One task at a time.
function pager(top, tries) {
  let k = 0;
  const words = node("p", { className: "try" });
  const turn = (by) => {
    k = (k + by + tries.length) % tries.length;
    words.innerHTML = `<b>Try ${k + 1}/${tries.length}</b> ${tries[k]}`;
  };
  const button = (sign, says, by) => {
    const made = node("button", { type: "button", className: "quiet", textContent: sign, onclick: () => turn(by) });
    made.setAttribute("aria-label", says);
    return made;
  };
  top.append(button("\u2039", "the task before", -1), words, button("\u203a", "the next task", 1));
  turn(0);
}

// A button that copies the address of the present state, where the page has told what that begins
// with; where copying is not allowed, a field with it instead.
function link(model, address, say) {
  const button = node("button", { type: "button", textContent: "copy link", onclick: async () => {
    const whole = new Promise((done) => {
      const hear = ({ state }) => {
        if (state === undefined) return;
        model.off("msg:custom", hear);
        done(address + state);
      };
      model.on("msg:custom", hear);
      model.send({ address: true });
    });
    try {
      const text = whole.then((told) => new Blob([told], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
      say("The address of this state is copied.");
    } catch {
      const field = node("input", { className: "address", readOnly: true, value: await whole, onblur: () => field.replaceWith(button) });
      field.setAttribute("aria-label", "the address of this state");
      field.setAttribute(HOLD, "true");
      button.replaceWith(field);
      field.select();
      say("The browser does not let it be copied: here it is, selected.");
    }
  } });
  return address ? [button] : [];
}

// As large as its place: narrow where a column has no room, and filling a screen.
function sizing(el, inner, turned) {
  let narrow = null; // Python may still draw for another view of this model
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = el;
    if (!width) return;
    const full = document.fullscreenElement === el;
    el.classList.toggle("full", full);
    if (narrow !== width < WIDE) {
      narrow = width < WIDE;
      el.classList.toggle("narrow", narrow);
      turned(narrow);
    }
    const unit = (u) => el.style.setProperty("--u", `${u}px`);
    unit(1);
    if (narrow) unit(clamp(width / NARROW, 0.96, 1.25));
    else if (full) unit(Math.min((width - 24) / WIDE, (height - 24) / inner.offsetHeight));
  };
  const button = node("button", { type: "button", className: "quiet", innerHTML: CORNERS });
  const named = () => button.setAttribute("aria-label", document.fullscreenElement === el ? "leave full screen" : "fill the screen");
  button.onclick = () => (document.fullscreenElement ? document.exitFullscreen() : el.requestFullscreen());
  const sizes = new ResizeObserver(fit);
  sizes.observe(el);
  el.addEventListener("fullscreenchange", () => { named(); fit(); });
  el.addEventListener("keydown", ({ key }) => { if (key === "Escape" && document.fullscreenElement) document.exitFullscreen(); });
  named();
  return { button, fit, end: () => sizes.disconnect() };
}

// address: what the text of a state is put behind, where the page has addresses of states
function render({ model, el, address }) {
  el.classList.add("netlib-stage");
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", model.get("title"));
  const part = (name, tag = "div") => node(tag, { className: name });
  const [top, way, rows, inputs, walk] = ["top", "way", "rows", "inputs", "walk"].map((name) => part(name));
  const [words, changed, status, spoken] = ["words", "changed", "status", "spoken"].map((name) => part(name, "p"));
  status.setAttribute("role", "status");
  spoken.setAttribute("aria-live", "polite");
  words.setAttribute("aria-hidden", "true"); // `spoken` says the same, once it has come to rest
  changed.setAttribute("aria-hidden", "true");
  way.append(walk);
  const inner = node("div", { className: "inner" }, top, way, words, changed, status, rows, inputs, spoken);
  el.append(inner);

  const me = `view ${++views}`;
  let slow = "", rest = 0, gestures = 0;
  for (const kind of ["pointerdown", "keydown", "change"]) {
    el.addEventListener(kind, (event) => { if (!event.repeat) gestures++; }, { capture: true });
  }
  const say = () => {
    status.textContent = slow || model.get("complaint");
    changed.textContent = status.textContent ? "" : model.get("changed");
  };
  const { post, end } = queue(
    model,
    me,
    () => `${me} ${gestures}`,
    (text) => { slow = text; say(); },
    (yes) => el.setAttribute("aria-busy", yes),
  );
  const sizes = sizing(el, inner, (narrow) => {
    try { model.send({ narrow }); } catch { /* Python has gone: the picture keeps its form */ }
  });
  const place = gallery(way, rows), arrange = panel(walk, inputs, post, link(model, address, (text) => { slow = text; say(); }));
  const tied = pointing(el, () => model.get("ties"));
  hands(el, post);
  pager(top, model.get("tries"));
  top.append(sizes.button);
  const draw = () => { place(model.get("panels")); tied(); };
  const list = () => arrange(model.get("inputs"));
  const tell = () => {
    words.innerHTML = model.get("words");
    clearTimeout(rest);
    rest = setTimeout(() => { spoken.textContent = `${model.get("sentence")} ${model.get("changed")}`.trim(); }, 700);
  };
  const unwatch = watch(el, () => {
    const plays = model.get("inputs").some(({ ref }) => ref === "play");
    try { if (plays) model.send({ left: true }); } catch { /* Python has gone, and plays no more */ }
  });
  const changes = { panels: draw, inputs: list, words: tell, changed: say, complaint: say, ties: tied };
  for (const [name, change] of Object.entries(changes)) {
    change();
    model.on(`change:${name}`, change);
  }
  sizes.fit();
  return () => {
    clearTimeout(rest);
    sizes.end();
    unwatch();
    end();
    for (const [name, change] of Object.entries(changes)) model.off(`change:${name}`, change);
  };
}

export default { render };

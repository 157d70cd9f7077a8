// Slides, one at a time: for a wall, with keys, a presenter, or fingers.
import { status } from "./live.js";

const slides = [...document.querySelectorAll(".slide")], line = document.getElementById("status");
const said = line.appendChild(document.createElement("span"));
status((text) => { said.textContent = text; });
const make = (textContent, onclick) => Object.assign(document.createElement("button"), { type: "button", textContent, onclick });
const count = document.createElement("span");
let at = 0;

function show(k) {
  at = Math.max(0, Math.min(slides.length - 1, k));
  slides.forEach((slide, j) => { slide.hidden = j !== at; });
  count.textContent = `${at + 1} of ${slides.length}`;
  history.replaceState(null, "", `#${at + 1}`);
  scrollTo(0, 0);
  fit();
}
function fit() { // smaller where it is too wide, or too high
  const { style } = slides[at].querySelector(".content"), wide = "math[display=block], pre, table";
  const cut = () => [...slides[at].querySelectorAll(wide)].some((e) => e.scrollWidth > e.clientWidth + 1);
  for (let size = 1; size > 0.5; size -= 0.05) {
    style.setProperty("--fit", size);
    if (document.documentElement.scrollHeight <= innerHeight && !cut()) break;
  }
}
const notes = () => document.body.classList.toggle("told");
const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
const back = () => show(at - 1), on = () => show(at + 1);
// A presenter sends the page keys, which no explorer takes; in an explorer the others are its own.
const everywhere = { PageUp: back, PageDown: on };
const outside = { ArrowLeft: back, ArrowRight: on, " ": on, Home: () => show(0), End: () => show(slides.length), n: notes, f: full };
addEventListener("keydown", (event) => {
  const free = !event.target.closest(".netlib-stage, button, a, input") && !event.ctrlKey && !event.altKey && !event.metaKey;
  const does = everywhere[event.key] ?? (free && outside[event.key]);
  if (!does) return;
  event.preventDefault();
  does();
});
const desk = Object.assign(document.createElement("div"), { className: "desk" });
desk.append(make("Back", back), count, make("Next", on), make("Notes", notes), make("Full screen", full),
  document.querySelector("footer a"));
addEventListener("resize", fit);
document.getElementById("text").append(desk);
show((parseInt(location.hash.slice(1), 10) || 1) - 1);
// Not before the explorer has what it needs: the whole book is kept, so that it is there offline.
setTimeout(() => navigator.serviceWorker?.register("offline.js"), 5000);

// One step at a time: a press while a step is on its way waits until the page shows it, so that every answer fits
// what is shown, and no press is lost. A held-down key makes steps only while none is waiting.
const KEYS = { ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "last" };
const REPEAT_PAUSE = 100; // ms; browsers drop history entries that come faster than about 20 a second
const waiting = [];
let walking = false;
let scrubbed = false;
let lastRepeat = 0;

const control = (event) => event.target.closest?.("#transport a[href]");

function goOn() {
  walking = false;
  if (waiting.length) {
    document.getElementById(waiting.shift())?.click();
  } else if (scrubbed) {
    scrubbed = false;
    document.getElementById("scrubber")?.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener(
  "click",
  (event) => {
    const link = control(event);
    if (!link || !walking || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    waiting.push(link.id);
  },
  true,
);

document.addEventListener(
  "input",
  (event) => {
    if (event.target.id !== "scrubber" || !walking) return;
    event.stopPropagation();
    scrubbed = true;
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const id = KEYS[event.key];
  if (!id || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const link = document.getElementById(id);
  if (!link) return;
  event.preventDefault();
  if (event.repeat) {
    if (walking || waiting.length || event.timeStamp - lastRepeat < REPEAT_PAUSE) return;
    lastRepeat = event.timeStamp;
  }
  link.click();
});

document.addEventListener("htmx:before:request", () => {
  walking = true;
});
document.addEventListener("htmx:finally:request", goOn);

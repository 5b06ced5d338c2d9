// One step at a time: a press while an answer is on its way waits until the page shows it, so that every answer fits
// what is shown, and no press is lost. A held-down key makes steps only while none is waiting.
const KEYS = { ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "last" };
const REPEAT_PAUSE = 100; // ms; browsers drop history entries that come faster than about 20 a second
const waiting = [];
let walking = null; // the request whose answer is on its way
let scrubbed = false;
let lastRepeat = 0;

const control = (event) => event.target.closest?.('a[hx-target="#step"], a[hx-target="#workspace"]');

function goOn() {
  walking = null;
  if (waiting.length) {
    press(waiting.shift());
  } else if (scrubbed) {
    scrubbed = false;
    document.getElementById("scrubber")?.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// The same link on the page as it is now. One that the page no longer has leads where it led.
function press(link) {
  const now = link.isConnected ? link : document.getElementById(link.id);
  if (now) now.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  else location.assign(link.href.baseVal ?? link.href);
}

document.addEventListener(
  "click",
  (event) => {
    const link = control(event);
    if (!link || !walking || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    waiting.push(link);
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

// An answer for another part of the page may take long; nobody waits for that one.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (["#step", "#workspace"].includes(ctx.sourceElement.getAttribute("hx-target"))) walking = ctx;
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx === walking) goOn();
});

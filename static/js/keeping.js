// Whoever works with the keyboard keeps their place: what had the focus and was replaced by an answer has it again, or
// what it says that it becomes.
let left = "";

document.addEventListener("htmx:before:request", () => {
  left = document.activeElement?.dataset.becomes ?? document.activeElement?.id ?? "";
});

document.addEventListener("htmx:finally:request", () => {
  if (left && document.activeElement === document.body) document.getElementById(left)?.focus({ preventScroll: true });
  left = "";
});

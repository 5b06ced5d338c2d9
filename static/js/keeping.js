// Whoever works with the keyboard keeps their place: what had the focus and was replaced by an answer has it again.
let left = "";

document.addEventListener("htmx:before:request", () => {
  left = document.activeElement?.id ?? "";
});

document.addEventListener("htmx:finally:request", () => {
  if (left && document.activeElement === document.body) document.getElementById(left)?.focus({ preventScroll: true });
  left = "";
});

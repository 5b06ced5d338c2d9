// The editor: line numbers beside the program, Ctrl+Enter runs it, Tab stays the key that leaves it.
function number(area) {
  const lines = area.value.split("\n").length;
  area.rows = lines;
  const gutter = area.parentElement.querySelector(".editor__gutter");
  gutter.textContent = Array.from({ length: lines }, (_, line) => line + 1).join("\n");
}

document.addEventListener("input", (event) => {
  if (event.target.id === "source") number(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.id !== "source") return;
  event.preventDefault();
  event.target.form.requestSubmit(document.getElementById("run"));
});

// On a phone the graph comes first, and the program is folded away until it is wanted.
const phone = matchMedia("(width < 44rem)");

function fold() {
  if (phone.matches) document.querySelector(".editor__fold").open = false;
}

document.addEventListener("htmx:after:swap", (event) => {
  if (!phone.matches || event.target.id !== "workspace") return;
  fold();
  scrollTo({ top: 0 });
});

fold();

// The editor: numbered lines that wrap behind the text as it does, Ctrl+Enter runs it, Tab stays the key that leaves it.
function number(area) {
  const lines = area.value.split("\n").map((text) => {
    const line = document.createElement("span");
    line.className = "editor__line";
    line.textContent = text;
    return line;
  });
  document.getElementById("lines").replaceChildren(...lines);
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
  document.querySelector(".editor__fold").open = !phone.matches;
}

phone.addEventListener("change", fold);
document.addEventListener("htmx:after:swap", (event) => {
  if (!phone.matches || event.target.id !== "workspace") return;
  fold();
  scrollTo({ top: 0 });
});

fold();

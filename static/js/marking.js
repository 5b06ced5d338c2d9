// The stretch of the program that the mistake or the step is about is marked in the editor, and kept in sight there.
const MARGIN = 2; // lines

function shown() {
  const area = document.getElementById("source");
  return area && area.value === area.defaultValue ? document.querySelector("#error[data-line], #step[data-line]") : null;
}

function clear(lines) {
  for (const old of lines.querySelectorAll("mark")) old.replaceWith(...old.childNodes);
  for (const line of lines.querySelectorAll(".is-here")) line.classList.remove("is-here");
}

// The numbers of the server count characters, those of the browser halves of some.
function mark(line, { from, length }) {
  const letters = [...line.textContent];
  const end = Number(from) + Number(length);
  const stretch = document.createElement("mark");
  stretch.textContent = letters.slice(from, end).join("");
  line.replaceChildren(letters.slice(0, from).join(""), stretch, letters.slice(end).join(""));
  line.classList.add("is-here");
}

function reveal(line) {
  const sheet = line.closest(".editor__sheet");
  const place = line.getBoundingClientRect();
  const view = sheet.getBoundingClientRect();
  const margin = MARGIN * place.height;
  const above = place.top - margin - view.top;
  const below = place.bottom + margin - view.bottom;
  if (above < 0) sheet.scrollTop += above;
  else if (below > 0) sheet.scrollTop += below;
}

function show() {
  const lines = document.getElementById("lines");
  const about = shown();
  clear(lines);
  const line = about && lines.children[about.dataset.line - 1];
  if (!line) return;
  mark(line, about.dataset);
  reveal(line);
}

document.addEventListener("htmx:finally:request", show);
document.addEventListener("input", (event) => {
  if (event.target.id === "source") show();
});
show();

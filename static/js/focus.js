// A click on a variable or a term shows its node in the picture; a click on a node shows its row in the table.
const SHOWN = 1600; // ms

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("button")) return;
  const row = event.target.closest("[data-focus], tr[data-node]");
  if (row) {
    event.preventDefault();
    const detail = row.dataset.focus ?? row.dataset.node;
    document.querySelector("graph-view")?.dispatchEvent(new CustomEvent("show-node", { detail }));
  } else {
    showRow(event.target.closest("g.node"));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") showRow(event.target.closest("g.node"));
});

function showRow(node) {
  const row = node && document.getElementById(`row-${node.id.split("-")[0]}`);
  if (!row) return;
  row.scrollIntoView({ block: "nearest" });
  row.classList.add("is-shown");
  setTimeout(() => row.classList.remove("is-shown"), SHOWN);
}

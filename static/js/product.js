// In a product of matrices the entry under the pointer or in focus lights the row and the column that meet there, and the
// sum below is that entry's. Arrow keys go from entry to entry.
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const entry = (event) => event.target.closest?.(".factor--result td");
const rows = (product, kind) => [...(product.querySelector(`.factor--${kind}`)?.rows ?? [])];

// A summand with one row or column is added to all of them.
const clamp = (list, place) => list[Math.min(place, list.length - 1)];

function light(cell) {
  const product = cell.closest(".product");
  const row = cell.parentElement.sectionRowIndex;
  const column = cell.cellIndex;
  for (const lit of product.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  const added = clamp(rows(product, "added"), row);
  const met = [
    ...rows(product, "left")[row].cells,
    ...rows(product, "right").map((each) => each.cells[column]),
    ...(added ? [clamp(added.cells, column)] : []),
    cell,
  ];
  for (const each of met) each.classList.add("is-lit");
  product.querySelector(".formula__entry").textContent = cell.dataset.place;
  product.querySelector("output").textContent = cell.title;
  for (const each of product.querySelectorAll(".factor--result td")) each.tabIndex = each === cell ? 0 : -1;
}

for (const kind of ["pointerover", "focusin", "click"]) {
  document.addEventListener(kind, (event) => {
    const cell = entry(event);
    if (cell) light(cell);
  });
}

// Before the walk hears the key: inside a matrix an arrow is no step.
document.addEventListener(
  "keydown",
  (event) => {
    const cell = entry(event);
    const move = MOVES[event.key];
    if (!cell || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const row = rows(cell.closest(".product"), "result")[cell.parentElement.rowIndex + move[0]];
    row?.cells[cell.cellIndex + move[1]]?.focus();
  },
  true,
);

// Graph or curves: what was chosen stays when the workspace is swapped for that of another pass or program. A step of
// the walk is seen in the graph. The page in another language shows the same.
let shown = "graph";

export function show(view) {
  shown = view;
  const choice = document.getElementById(`view-${view}`);
  if (choice) choice.checked = true;
}

document.addEventListener("change", (event) => {
  if (event.target.name === "view") shown = event.target.id.slice("view-".length);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#transport a[href]")) show("graph");
  if (event.target.closest("[name=lang]")) sessionStorage.setItem("view", shown);
});

document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id === "workspace") show(shown);
});

show(sessionStorage.getItem("view") ?? shown);
sessionStorage.removeItem("view");

// The divider between the program and the graph: dragged, or moved with the arrow keys; a double click undoes it. What
// was chosen is kept, and set before the first paint: no module, for modules run after the page is drawn.
(() => {
  const root = document.documentElement;
  const LEAST = 15; // percent of the page
  const MOST = 60;
  const KEYS = { ArrowLeft: -2, ArrowRight: 2 };
  const isDivider = (event) => event.target.id === "divider";

  function set(share) {
    const kept = Math.min(Math.max(share, LEAST), MOST);
    root.style.setProperty("--program-width", `${kept}vw`);
    document.getElementById("divider")?.setAttribute("aria-valuenow", Math.round(kept));
    return kept;
  }

  function now() {
    return (100 * document.getElementById("program").clientWidth) / innerWidth;
  }

  function keep(share) {
    localStorage.setItem("program-width", set(share));
  }

  const chosen = Number(localStorage.getItem("program-width"));
  if (chosen) set(chosen);

  document.addEventListener("pointerdown", (event) => {
    if (isDivider(event)) event.target.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (isDivider(event) && event.target.hasPointerCapture(event.pointerId)) keep((100 * event.clientX) / innerWidth);
  });
  document.addEventListener("dblclick", (event) => {
    if (!isDivider(event)) return;
    localStorage.removeItem("program-width");
    root.style.removeProperty("--program-width");
  });
  document.addEventListener("focusin", (event) => {
    if (isDivider(event)) event.target.setAttribute("aria-valuenow", Math.round(now()));
  });
  // Before the walk hears the key: here an arrow is no step.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!isDivider(event) || !KEYS[event.key]) return;
      event.preventDefault();
      keep(now() + KEYS[event.key]);
    },
    true,
  );
})();

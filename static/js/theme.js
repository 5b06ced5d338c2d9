// Sets the chosen theme before the first paint, and switches it. Not a module: modules run after the page is drawn.
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem("theme");
  root.classList.add("js");
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
})();

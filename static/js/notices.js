// What went wrong is told until something works, or until a click or Escape says that it was read.
const clear = () => document.getElementById("notice").replaceChildren();

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.response.headers.get("HX-Retarget") !== "#notice") clear();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#notice") && !event.target.closest("a")) clear();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clear();
});

// Copies a link to the program and the step on the page; without a clipboard the link is followed.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-share]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(new URL(link.pathname + location.search, location.href).href);
  document.getElementById("status").textContent = link.dataset.done;
  link.textContent = link.dataset.done;
});

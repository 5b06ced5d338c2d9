// A link to this page in another language keeps what the address has come to say since the page was loaded.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (!link) return;
  const asked = new URLSearchParams(location.search);
  asked.set("lang", new URLSearchParams(link.search).get("lang"));
  link.search = asked;
});

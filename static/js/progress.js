// A long run is followed as it goes: each event holds the HTML of how far it is, the last one where its page is.
let followed = null;

function show(progress, html) {
  const printed = progress.querySelector("pre");
  const atEnd = !printed || printed.scrollHeight - printed.scrollTop - printed.clientHeight < 2;
  const fresh = document.createRange().createContextualFragment(html);
  // The bar itself stays: one that does not know how far it is moves, and would begin again.
  const bar = progress.querySelector("progress");
  const share = fresh.querySelector("progress").getAttribute("value");
  if (share === null) bar.removeAttribute("value");
  else bar.setAttribute("value", share);
  progress.querySelector(".progress__told").replaceWith(fresh.querySelector(".progress__told"));
  const now = progress.querySelector("pre");
  if (now) now.scrollTop = atEnd ? now.scrollHeight : printed.scrollTop;
}

function fail(place, html) {
  document.getElementById("notice").outerHTML = html;
  place.classList.add("running--over");
}

function finish(address) {
  if (address) history.replaceState(history.state, "", address);
  globalThis.htmx.ajax("GET", location.pathname + location.search, { target: "#workspace", swap: "outerHTML" });
}

function follow() {
  const place = document.getElementById("running");
  if (followed?.place === place) return;
  followed?.source.close();
  followed = place && { place, source: new EventSource(place.dataset.stream) };
  if (!place) return;
  const { source } = followed;
  source.addEventListener("progress", (event) => show(document.getElementById("progress"), event.data));
  source.addEventListener("failed", (event) => {
    source.close();
    fail(place, event.data);
  });
  source.addEventListener("done", (event) => {
    source.close();
    finish(event.data);
  });
}

document.addEventListener("htmx:after:swap", follow);
follow();

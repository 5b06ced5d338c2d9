// Compared runs are followed as they go on: each event holds the HTML of all of them. Only what has changed is replaced,
// so that the focus stays where it is.
let followed = null;

function fragment(html) {
  return document.createRange().createContextualFragment(html).querySelector("#compare");
}

function show(html) {
  const { place } = followed;
  const fresh = fragment(html);
  const [parts, news] = [place, fresh].map((each) => [...each.querySelectorAll("[data-live]")]);
  if (parts.length !== news.length) return replace(fresh);
  parts.forEach((part, index) => part.isEqualNode(news[index]) || part.replaceWith(news[index]));
}

function replace(fresh) {
  followed.place.replaceWith(fresh);
  followed.place = fresh;
}

function end() {
  followed.source.close();
  followed.place.classList.add("compare--over");
}

function follow() {
  const place = document.querySelector("#compare[data-stream]");
  if (followed?.place === place) return;
  followed?.source.close();
  followed = place && { place, source: new EventSource(place.dataset.stream) };
  if (!place) return;
  const { source } = followed;
  source.addEventListener("progress", (event) => show(event.data));
  source.addEventListener("done", (event) => {
    source.close();
    replace(fragment(event.data));
    followed = null;
  });
  source.addEventListener("failed", (event) => {
    end();
    document.getElementById("notice").outerHTML = event.data;
  });
}

document.addEventListener("click", (event) => event.target.closest("#compare [data-stop]") && end());
document.addEventListener("htmx:after:swap", follow);
follow();

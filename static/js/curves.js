// <curve-charts>: fetches the series when the charts are first seen, draws them, and keeps zoom, scales and hidden
// curves from pass to pass.
import { Chart } from "./chart.js";
import { columnsOf } from "./series.js";
import { show } from "./views.js";

const kept = { address: "", zoom: null, hidden: new Set(), scales: new Map() };
const dark = matchMedia("(prefers-color-scheme: dark)");

const named = (button) => `${button.closest(".chart").dataset.kind} ${button.querySelector(".curve__name").textContent}`;

class CurveCharts extends HTMLElement {
  connectedCallback() {
    this.charts = [];
    this.restore();
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("change", (event) => this.change(event));
    this.sheet = this.querySelector(".charts");
    this.resized = new ResizeObserver(() => this.sheet.clientWidth && this.resize());
    this.resized.observe(this.sheet);
    this.recolour = () => this.redraw();
    dark.addEventListener("change", this.recolour);
    this.themed = new MutationObserver(this.recolour);
    this.themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  disconnectedCallback() {
    this.resized.disconnect();
    this.themed.disconnect();
    dark.removeEventListener("change", this.recolour);
    for (const chart of this.charts) chart.plot.destroy();
  }

  restore() {
    for (const button of this.querySelectorAll(".curve")) button.setAttribute("aria-pressed", !kept.hidden.has(named(button)));
    for (const box of this.querySelectorAll("[data-logarithmic]")) box.checked = kept.scales.get(box.closest(".chart").dataset.kind) ?? box.checked;
  }

  async start() {
    this.started = true;
    try {
      const address = this.dataset.series;
      const columns = await columnsOf(address);
      if (kept.address !== address) Object.assign(kept, { address, zoom: null });
      if (this.isConnected) this.draw(columns);
    } catch {
      this.sheet.hidden = true;
      this.querySelector(".curves__lost").hidden = false;
    }
  }

  draw({ passes, ...columns }) {
    this.ends = { min: passes[0], max: passes.at(-1) };
    const heard = { opened: (pass) => this.open(pass), zoomed: (scale) => this.zoomed(scale), pinched: (scale) => this.zoom(scale), whole: (scale) => this.whole(scale) };
    const zoom = kept.zoom;
    for (const figure of this.querySelectorAll(".chart")) {
      this.charts.push(new Chart(figure, [passes, ...columns[figure.dataset.kind]], Number(this.dataset.here) + 1, heard));
    }
    if (zoom) this.zoom(zoom);
  }

  resize() {
    if (!this.started) this.start();
    for (const { plot, place } of this.charts) plot.setSize({ width: place.clientWidth, height: place.clientHeight });
  }

  redraw() {
    const zoom = kept.zoom;
    for (const chart of this.charts) chart.draw();
    if (zoom) this.zoom(zoom);
  }

  click(event) {
    if (event.target.closest("[data-whole]")) this.zoom(this.ends);
    const button = event.target.closest(".curve");
    if (!button) return;
    this.charts.find((chart) => chart.buttons.includes(button))?.toggle(button);
    kept.hidden[button.getAttribute("aria-pressed") === "true" ? "delete" : "add"](named(button));
  }

  change(event) {
    const figure = event.target.closest(".chart");
    if (!figure) return;
    kept.scales.set(figure.dataset.kind, event.target.checked);
    this.redraw();
  }

  whole({ min, max }) {
    return min <= this.ends.min && max >= this.ends.max;
  }

  zoom({ min, max }) {
    const { ends } = this;
    const wanted = { min: Math.max(min, ends.min), max: Math.min(max, ends.max) };
    if (wanted.max > wanted.min) for (const { plot } of this.charts) plot.setScale("x", wanted);
  }

  zoomed({ min, max }) {
    if (min == null) return;
    kept.zoom = this.whole({ min, max }) ? null : { min, max };
    this.querySelector("[data-whole]").hidden = !kept.zoom;
  }

  // Opens a pass as the line of the passes does.
  open(pass) {
    show("graph");
    const line = document.querySelector("#passes [name=pass]");
    line.value = pass;
    line.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("curve-charts", CurveCharts);

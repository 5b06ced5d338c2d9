// One chart: the curves of one kind as a uPlot, in the colours of its legend. A click opens a pass, a drag zooms in.
import { touch } from "./pinch.js";

const DASHES = { solid: [], dashed: [7, 4], dotted: [2, 3] };
const TWICE = 300; // ms within which a second click makes a double click
const MOVED = 4; // px from which a press is a drag
const AXIS = 56; // px; the same everywhere, so that a pass stands at the same place in every chart
const LONGEST = 8; // characters of a number

function short(number) {
  if (number == null) return "";
  const words = String(Number(number.toPrecision(4)));
  return words.length > LONGEST ? number.toExponential(2) : words;
}

// Passes, counted in the way of the page's language.
const counted = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "min2" });

const tick = (number) => (number && Math.abs(number) < 1e-4 ? Number(number.toPrecision(3)).toExponential() : short(number));

// A logarithmic scale has lines at powers of ten alone, where there are several.
function decades(_, splits) {
  const powers = splits.map((number) => (Math.abs(Math.log10(number) % 1) % 1 < 1e-9 ? number : null));
  return powers.filter((number) => number !== null).length > 1 ? powers : splits;
}

export class Chart {
  // columns: the passes, counted from 1, and the values of each curve; heard: what to call for `opened` and `zoomed`.
  constructor(figure, columns, here, heard) {
    Object.assign(this, { figure, columns, here, heard });
    this.place = figure.querySelector(".chart__plot");
    this.buttons = [...figure.querySelectorAll(".curve")];
    this.switch = figure.querySelector("[data-logarithmic]");
    this.draw();
  }

  draw() {
    this.plot?.destroy();
    const logarithmic = this.switch?.checked ?? false;
    this.plot = new uPlot(this.options(logarithmic), this.columns, this.place);
    this.listen(this.plot.over);
  }

  options(logarithmic) {
    const { clientWidth: width, clientHeight: height } = this.place;
    const look = getComputedStyle(this.figure);
    const axis = { stroke: look.color, grid: { stroke: look.borderTopColor, width: 1 }, ticks: { show: false }, font: `11px ${look.fontFamily}` };
    return {
      width,
      height,
      legend: { show: false },
      scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
      axes: [{ ...axis, size: 26, values: (_, splits) => splits.map((pass) => counted.format(pass)), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6] }, { ...axis, size: AXIS, grid: logarithmic ? { ...axis.grid, filter: decades } : axis.grid, values: (_, splits) => splits.map(tick) }],
      series: [{}, ...this.buttons.map((button) => this.curve(button))],
      cursor: { y: false, drag: { x: true, y: false, dist: MOVED, click() {} }, sync: { key: "passes", scales: ["x", null] } },
      hooks: { draw: [(plot) => this.mark(plot, look)], setCursor: [(plot) => this.tell(plot)], setScale: [(plot, key) => key === "x" && this.heard.zoomed(plot.scales.x)] },
    };
  }

  curve(button) {
    const line = getComputedStyle(button.querySelector(".curve__line"));
    const show = button.getAttribute("aria-pressed") === "true";
    return { show, stroke: line.borderTopColor, width: 1.5, dash: DASHES[line.borderTopStyle] };
  }

  // The pass that is open, as a line.
  mark(plot, look) {
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos(this.here, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.save();
    ctx.strokeStyle = look.outlineColor;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  // The numbers under the cursor, in the legend.
  tell({ cursor }) {
    const words = this.figure.querySelector(".chart__pass");
    words.textContent = cursor.idx == null ? "" : words.dataset.words.replace("#", counted.format(this.columns[0][cursor.idx]));
    this.buttons.forEach((button, place) => {
      const found = cursor.idx == null ? null : cursor.idxs[place + 1];
      button.querySelector(".curve__value").textContent = found == null ? "" : short(this.columns[place + 1][found]);
    });
  }

  // What is a click is decided here: uPlot takes one at the very edge for a drag.
  listen(over) {
    let pressed = 0;
    over.addEventListener("pointerdown", (event) => (pressed = event.clientX));
    over.addEventListener("click", (event) => Math.abs(event.clientX - pressed) < MOVED && this.click(event));
    over.addEventListener("dblclick", () => clearTimeout(this.opening));
    touch(this.plot, this.heard.pinched);
  }

  // Where a second click would zoom out, the first one waits for it.
  click(event) {
    const { over, scales } = this.plot;
    const pass = this.columns[0][this.plot.posToIdx(event.clientX - over.getBoundingClientRect().x)] - 1;
    clearTimeout(this.opening);
    this.opening = setTimeout(() => this.heard.opened(pass), this.heard.whole(scales.x) ? 0 : TWICE);
  }

  toggle(button) {
    const show = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", show);
    this.plot.setSeries(this.buttons.indexOf(button) + 1, { show });
  }
}

// <surface-turn>: the loss as a surface that turns with mouse, touch and arrow keys. It is painted from back to front
// and only when something has changed.
import { heights, place, short } from "./heights.js";
import { Relief } from "./relief.js";

const TURN = 0.008; // radians a pixel
const KEY = Math.PI / 36;
const KEYS = { ArrowLeft: [KEY, 0], ArrowRight: [-KEY, 0], ArrowUp: [0, KEY], ArrowDown: [0, -KEY] };
const [FLATTEST, STEEPEST] = [0.12, 1.45];
const UNDER = 0.4; // of a tile
const WALKS = 6; // colours for them
const TALL = 0.55; // the height of the box, in lengths of its side

class SurfaceTurn extends HTMLElement {
  async connectedCallback() {
    this.canvas = this.querySelector("canvas");
    Object.assign(this, { yaw: -0.65, pitch: 0.62 });
    const surface = await heights(this.dataset.source).catch(() => null);
    if (!surface || !this.isConnected) return;
    this.surface = surface;
    this.relief = new Relief(surface);
    this.light = this.relief.shades();
    this.listen();
    this.dress();
  }

  disconnectedCallback() {
    this.resized?.disconnect();
    this.themed?.disconnect();
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && this.turn(event.movementX * TURN, event.movementY * TURN));
    canvas.addEventListener("keydown", (event) => this.key(event));
    this.resized = new ResizeObserver(() => this.redraw());
    this.resized.observe(canvas);
    this.themed = new MutationObserver(() => this.dress());
    this.themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
  }

  key(event) {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.turn(...KEYS[event.key]);
  }

  turn(yaw, pitch) {
    this.yaw += yaw;
    this.pitch = Math.min(Math.max(this.pitch + pitch, FLATTEST), STEEPEST);
    this.redraw();
  }

  // Takes the colours of the theme.
  dress() {
    const inks = [...this.querySelectorAll("[data-ink]")];
    this.ink = Object.fromEntries(inks.map((ink) => [ink.dataset.ink, getComputedStyle(ink).color]));
    const [low, high] = ["low", "high"].map((name) => this.ink[name].match(/[\d.]+/g).map(Number));
    this.shades = this.light.map(([part, light]) => `rgb(${low.map((channel, index) => Math.round((channel + (high[index] - channel) * part) * light)).slice(0, 3)})`);
    this.redraw();
  }

  redraw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  draw() {
    const { canvas } = this;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio)) [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.aim(width, height);
    this.box(pen);
    this.tiles(pen);
    this.marks(pen);
  }

  // Column, row (in units of the grid) and height to a place on the canvas.
  aim(width, height) {
    const [c, s, cp, sp] = [Math.cos(this.yaw), Math.sin(this.yaw), Math.cos(this.pitch), Math.sin(this.pitch)];
    const scale = Math.min(width / 1.62, height / 1.5);
    const { columns, rows } = this.relief;
    this.project = (column, row, up) => {
      const [x, y] = [column / (columns - 1) - 0.5, row / (rows - 1) - 0.5];
      return [width / 2 + (x * c - y * s) * scale, height / 2 - ((x * s + y * c) * sp + (up - 0.5) * TALL * cp) * scale];
    };
    this.back = { column: s > 0, row: c > 0 };
  }

  tiles(pen) {
    const { columns, rows, heights: h } = this.relief;
    const points = Array.from(h, (up, index) => this.project(index % columns, Math.floor(index / columns), up));
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; i < rows - 1 && j < columns - 1; j += 1) this.tile(pen, points, this.nth(i, j));
      // The walk lies on the edges of tiles: the row before is covered by this one only where a hill stands before it.
      for (let j = 0; i > 0 && j < columns - 1; j += 1) this.way(pen, this.nth(i - 1, j));
    }
  }

  // The corner of a tile, counted from the back.
  nth(i, j) {
    const { columns, rows } = this.relief;
    return (this.back.row ? rows - 2 - i : i) * columns + (this.back.column ? columns - 2 - j : j);
  }

  // Each tile reaches a little under the two that come after it, so that no light falls between them.
  tile(pen, points, corner) {
    const { columns } = this.relief;
    const [near, next] = [this.back.row ? corner : corner + columns, this.back.column ? 0 : 1];
    const far = this.back.row ? corner + columns : corner;
    const last = 1 - next;
    const [a, b, c, d] = [points[far + last], points[far + next], points[near + next], points[near + last]];
    if (Number.isNaN(a[1] + b[1] + c[1] + d[1])) return;
    pen.fillStyle = this.shades[corner];
    pen.beginPath();
    pen.moveTo(a[0], a[1]);
    pen.lineTo(b[0] + (b[0] - a[0]) * UNDER, b[1] + (b[1] - a[1]) * UNDER);
    pen.lineTo(c[0] + (c[0] - a[0]) * UNDER, c[1] + (c[1] - a[1]) * UNDER);
    pen.lineTo(d[0] + (d[0] - a[0]) * UNDER, d[1] + (d[1] - a[1]) * UNDER);
    pen.fill();
  }

  way(pen, corner) {
    for (const [index, walk] of this.relief.walks.entries()) {
      if (!walk.has(corner)) continue;
      Object.assign(pen, { strokeStyle: this.ink[`walk-${index % WALKS}`], lineWidth: 2.5, lineCap: "round" });
      pen.beginPath();
      for (const [from, to] of walk.get(corner)) {
        pen.moveTo(...this.project(from.column, from.row, from.up));
        pen.lineTo(...this.project(to.column, to.row, to.up));
      }
      pen.stroke();
    }
  }

  marks(pen) {
    const { here } = this.relief;
    if (!here) return;
    Object.assign(pen, { strokeStyle: this.ink.here, lineWidth: 2 });
    pen.beginPath();
    pen.arc(...this.project(here.column, here.row, this.relief.above(here)), 6, 0, 2 * Math.PI);
    pen.stroke();
  }

  // The floor, with the names and the ends of its axes.
  box(pen) {
    const { columns, rows } = this.relief;
    const { x, y } = this.surface;
    const [right, far] = [columns - 1, rows - 1];
    Object.assign(pen, { strokeStyle: this.ink.line, fillStyle: this.ink.line, lineWidth: 1, textAlign: "center", textBaseline: "middle", font: "12px sans-serif" });
    pen.beginPath();
    for (const [column, row] of [[0, 0], [right, 0], [right, far], [0, far]]) pen.lineTo(...this.project(column, row, 0));
    pen.closePath();
    pen.stroke();
    const [front, side] = [this.back.row ? 0 : far, this.back.column ? 0 : right];
    const out = (edge, length) => (edge ? length * 1.09 : -length * 0.09);
    const write = (words, column, row) => pen.fillText(words, ...this.project(column, row, 0));
    for (const [index, words] of [[0, short(x.low)], [right / 2, x.name], [right, short(place(x, right))]]) write(words, index, out(front, far));
    for (const [index, words] of [[0, short(y.low)], [far / 2, y.name], [far, short(place(y, far))]]) write(words, out(side, right), index);
  }
}

customElements.define("surface-turn", SurfaceTurn);

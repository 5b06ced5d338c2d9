// <surface-turn>: the loss as a surface that turns with mouse, touch and arrow keys. It is painted from back to front
// and only when something has changed.
import { heights } from "./heights.js";
import { Painting } from "./painting.js";
import { Relief } from "./relief.js";

const TURN = 0.008; // radians a pixel
const KEY = Math.PI / 36;
const KEYS = { ArrowLeft: [KEY, 0], ArrowRight: [-KEY, 0], ArrowUp: [0, KEY], ArrowDown: [0, -KEY] };
const [FLATTEST, STEEPEST] = [0.12, 1.45];

class SurfaceTurn extends HTMLElement {
  async connectedCallback() {
    this.canvas = this.querySelector("canvas");
    Object.assign(this, { yaw: -0.65, pitch: 0.62 });
    const surface = await heights(this.dataset.source).catch(() => null);
    if (!surface || !this.isConnected) return;
    const relief = new Relief(surface);
    this.painting = new Painting(surface, relief);
    this.light = relief.shades();
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
    const { yaw, pitch, ink, shades } = this;
    this.painting.draw(pen, [width, height], { yaw, pitch }, { ink, shades });
  }
}

customElements.define("surface-turn", SurfaceTurn);

// <surface-map>: the loss under the pointer is read out beside the map, and a click begins the program there.
import { heights, place, short } from "./heights.js";

const STEPS = 500; // a click is rounded to so many steps of an axis
const SVG = "http://www.w3.org/2000/svg";

class SurfaceMap extends HTMLElement {
  connectedCallback() {
    this.map = this.querySelector(".map");
    this.reading = this.querySelector("[data-reading]");
    this.form = this.querySelector("[data-start]");
    this.hint = this.reading.textContent;
    this.map.classList.toggle("map--live", Boolean(this.form));
    this.map.addEventListener("pointermove", (event) => this.read(event));
    this.map.addEventListener("pointerleave", () => this.leave());
    this.map.addEventListener("click", (event) => this.begin(event));
  }

  // Where the pointer is between the ends of the axes, from 0 to 1; null outside.
  under(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.map.getScreenCTM().inverse());
    const { left, right, top, bottom } = this.map.dataset;
    const spot = { across: (at.x - left) / (right - left), up: (bottom - at.y) / (bottom - top) };
    return spot.across >= 0 && spot.across <= 1 && spot.up >= 0 && spot.up <= 1 ? spot : null;
  }

  async read(event) {
    const spot = this.under(event);
    this.spot = spot;
    if (!spot) return this.leave();
    const surface = await heights(this.dataset.source).catch(() => null);
    if (!surface || this.spot !== spot) return;
    const column = Math.round(spot.across * (surface.x.count - 1));
    const row = surface.y ? Math.round(spot.up * (surface.y.count - 1)) : 0;
    const loss = surface.values[row][column];
    const where = [`${surface.x.name} = ${short(place(surface.x, column))}`];
    if (surface.y) where.push(`${surface.y.name} = ${short(place(surface.y, row))}`);
    this.reading.textContent = `${where.join(", ")}: ${this.reading.dataset.words} ${short(loss)}`;
    this.point(column / (surface.x.count - 1), surface.y ? row / (surface.y.count - 1) : null);
  }

  // The cross stands on the place whose number is read out.
  point(across, up) {
    const { left, right, top, bottom } = this.map.dataset;
    const x = Number(left) + across * (right - left);
    const path = document.createElementNS(SVG, "path");
    const level = up === null ? "" : `M${left} ${bottom - up * (bottom - top)}H${right}`;
    path.setAttribute("d", `M${x} ${top}V${bottom}${level}`);
    this.map.querySelector(".map__cursor").replaceChildren(path);
  }

  leave() {
    this.spot = null;
    this.reading.textContent = this.hint;
    this.map.querySelector(".map__cursor").replaceChildren();
  }

  begin(event) {
    const spot = this.under(event);
    if (!spot || !this.form) return;
    this.fill("x", spot.across);
    this.fill("y", spot.up);
    this.form.requestSubmit();
  }

  fill(axis, part) {
    const field = this.form.elements[`at_${axis}`];
    if (!field) return;
    const low = Number(this.form.elements[`${axis}0`].value);
    const length = Number(this.form.elements[`${axis}1`].value) - low;
    const digits = Math.max(0, Math.ceil(Math.log10(STEPS / length)));
    field.value = (low + part * length).toFixed(Math.min(digits, 20));
  }
}

customElements.define("surface-map", SurfaceMap);

// <graph-view>: pan, wheel, pinch and keys move the inner <g id="viewport">, which no step replaces; after a step it
// brings the current node into sight, with what it reads or sends to.
import { Camera } from "./camera.js";

const ENOUGH = 0.6; // the whole graph is shown when it fits at this scale
const READABLE = 0.9; // else a part of it, at this one
const NEAR = ".node.current, .node.read, .node.sent";
const SHOWN = 1600; // ms
const KEYS = { "+": 1.25, "=": 1.25, "-": 0.8 };

class GraphView extends HTMLElement {
  connectedCallback() {
    const svg = this.querySelector("svg");
    this.stage = this.querySelector("#viewport");
    if (!this.stage || this.camera) return;
    this.camera = new Camera(this, this.stage, { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height });
    svg.removeAttribute("viewBox");
    this.classList.add("graph__view--live");
    this.following = true;
    this.pointers = new Map();
    this.listen();
    this.begin();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:finally:request", this.stepped);
    this.resized?.disconnect();
  }

  listen() {
    this.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.addEventListener("pointerdown", (event) => event.button === 0 && this.pointers.set(event.pointerId, event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("show-node", (event) => this.showNode(event.detail));
    this.parentElement.querySelector(".graph__tools").addEventListener("click", (event) => this.tool(event));
    this.stepped = () => this.following && this.follow();
    document.addEventListener("htmx:finally:request", this.stepped);
    this.resized = new ResizeObserver(() => this.touched || this.begin());
    this.resized.observe(this);
  }

  begin() {
    this.camera.fit();
    if (this.camera.at.scale >= ENOUGH) return;
    this.camera.begin(READABLE);
    this.follow();
  }

  zoom(factor, x, y) {
    this.touched = true;
    this.camera.zoom(factor, x, y);
  }

  wheel(event) {
    event.preventDefault();
    const view = this.getBoundingClientRect();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
    this.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX - view.x, event.clientY - view.y);
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    if (!this.hasPointerCapture(event.pointerId)) this.setPointerCapture(event.pointerId);
    this.touched = true;
    if (this.pointers.size === 1) this.camera.move(event.clientX - before.clientX, event.clientY - before.clientY);
    else this.pinch(event, before);
    this.pointers.set(event.pointerId, event);
  }

  pinch(event, before) {
    const other = [...this.pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    const reach = (pointer) => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY) || 1;
    const view = this.getBoundingClientRect();
    this.zoom(reach(event) / reach(before), (event.clientX + other.clientX) / 2 - view.x, (event.clientY + other.clientY) / 2 - view.y);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS[event.key]) this.zoom(KEYS[event.key]);
    else if (event.key === "0") this.camera.fit();
    else return;
    event.preventDefault();
  }

  tool(event) {
    const button = event.target.closest("[data-view]");
    const view = button?.dataset.view;
    if (view === "in" || view === "out") this.zoom(KEYS[view === "in" ? "+" : "-"]);
    if (view === "fit") this.camera.fit();
    if (view !== "follow") return;
    this.following = !this.following;
    button.setAttribute("aria-pressed", this.following);
    if (this.following) this.follow();
  }

  follow() {
    const near = [...this.stage.querySelectorAll(NEAR)];
    near.sort((one, other) => other.classList.contains("current") - one.classList.contains("current"));
    if (near.length) this.camera.show(near);
  }

  showNode(id) {
    const boxes = this.boxes(id);
    if (boxes.length) this.camera.show(boxes.slice(0, 1));
    for (const box of boxes) {
      box.classList.add("is-shown");
      setTimeout(() => box.classList.remove("is-shown"), SHOWN);
    }
  }

  // The box of a node, or the boxes of its aliases: n3, or n3-e7 and n3-e9.
  boxes(id) {
    return id ? [...this.stage.querySelectorAll(`#${CSS.escape(id)}, [id^="${CSS.escape(id)}-"]`)] : [];
  }
}

customElements.define("graph-view", GraphView);

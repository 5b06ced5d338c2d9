// Where the picture stands and how large: geometry for <graph-view>, which tells it what the person does.
const SMALLEST = 0.05;
const LARGEST = 4;
const LARGEST_FIT = 1.4;
const BORDER = 16; // px around a picture that fits
const GLIDE = 140; // ms
const LARGE = 300; // boxes; a larger picture takes too long to draw many times a second
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Camera {
  constructor(view, stage, picture) {
    Object.assign(this, { view, stage, picture });
    this.fit();
  }

  place(at) {
    this.at = at;
    const { x, y, scale } = at;
    this.stage.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`);
  }

  fit() {
    const { width, height } = this.picture;
    const { clientWidth, clientHeight } = this.view;
    const scale = Math.min((clientWidth - 2 * BORDER) / width, (clientHeight - 2 * BORDER) / height, LARGEST_FIT);
    this.place({ x: (clientWidth - width * scale) / 2, y: (clientHeight - height * scale) / 2, scale });
  }

  begin(scale) {
    this.place({ x: BORDER, y: (this.view.clientHeight - this.picture.height * scale) / 2, scale });
  }

  move(x, y) {
    this.stop();
    this.place({ ...this.at, x: this.at.x + x, y: this.at.y + y });
  }

  zoom(factor, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2) {
    this.stop();
    const scale = Math.min(Math.max(this.at.scale * factor, SMALLEST), LARGEST);
    const ratio = scale / this.at.scale;
    this.place({ x: x - (x - this.at.x) * ratio, y: y - (y - this.at.y) * ratio, scale });
  }

  // Moves a box to the middle when it is nearer to the border than `margin` of the view.
  show(box, margin) {
    const view = this.view.getBoundingClientRect();
    const seen = box.getBoundingClientRect();
    const x = seen.x - view.x + seen.width / 2;
    const y = seen.y - view.y + seen.height / 2;
    const inside = (at, size) => at > size * margin && at < size * (1 - margin);
    if (inside(x, view.width) && inside(y, view.height)) return;
    this.glide({ ...this.at, x: this.at.x + view.width / 2 - x, y: this.at.y + view.height / 2 - y });
  }

  glide(to) {
    this.stop();
    if (calm.matches || this.stage.lastElementChild.childElementCount > LARGE) return this.place(to);
    const from = this.at;
    const start = performance.now();
    const move = (now) => {
      const part = Math.min(Math.max((now - start) / GLIDE, 0), 1);
      const ease = 1 - (1 - part) ** 3;
      this.place({ ...to, x: from.x + (to.x - from.x) * ease, y: from.y + (to.y - from.y) * ease });
      if (part < 1) this.frame = requestAnimationFrame(move);
    };
    this.frame = requestAnimationFrame(move);
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }
}

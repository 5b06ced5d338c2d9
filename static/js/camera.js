// Where the picture stands and how large: geometry for <graph-view>, which tells it what the person does.
const SMALLEST = 0.05;
const LARGEST = 4;
const LARGEST_FIT = 1.4;
const BORDER = 12; // px around a picture that fits
const FOOT = 24; // px below it for the legend
const HEAD = 44; // px above it for the switches
const GLIDE = 140; // ms
const LARGE = 300; // boxes; a larger picture takes too long to draw many times a second
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const around = (boxes) => ({
  left: Math.min(...boxes.map((box) => box.left)),
  right: Math.max(...boxes.map((box) => box.right)),
  top: Math.min(...boxes.map((box) => box.top)),
  bottom: Math.max(...boxes.map((box) => box.bottom)),
});

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
    this.stop();
    const { width, height } = this.picture;
    const { clientWidth } = this.view;
    const { head, room } = this.room();
    const scale = Math.min((clientWidth - 2 * BORDER) / width, (room - 2 * BORDER) / height, LARGEST_FIT);
    this.place({ x: (clientWidth - width * scale) / 2, y: head + (room - height * scale) / 2, scale });
  }

  begin(scale) {
    const { head, room } = this.room();
    this.place({ x: BORDER, y: head + (room - this.picture.height * scale) / 2, scale });
  }

  // The height between the switches and the legend, which stands below the view where there is little room.
  room() {
    const head = document.querySelector(".views, .sights") ? HEAD : 0;
    const legend = this.view.parentElement.querySelector(".legend")?.getBoundingClientRect();
    const foot = legend?.top < this.view.getBoundingClientRect().bottom ? FOOT : 0;
    return { head, foot, room: this.view.clientHeight - foot - head };
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

  // Moves boxes into sight, the first of them when they do not fit together: they come to the middle of the view.
  show(boxes) {
    const { left, right, top, bottom, width } = this.view.getBoundingClientRect();
    const { head, foot, room } = this.room();
    const view = { left, right, top: top + head, bottom: bottom - foot, width, height: room };
    const seen = boxes.map((box) => box.getBoundingClientRect());
    const all = around(seen);
    const fits = all.right - all.left < view.width - 2 * BORDER && all.bottom - all.top < view.height - 2 * BORDER;
    const wanted = fits ? all : around(seen.slice(0, 1));
    const inside = wanted.left > view.left + BORDER && wanted.right < view.right - BORDER;
    if (inside && wanted.top > view.top + BORDER && wanted.bottom < view.bottom - BORDER) return;
    const x = (view.left + view.right - wanted.left - wanted.right) / 2;
    const y = (view.top + view.bottom - wanted.top - wanted.bottom) / 2;
    this.glide({ ...this.at, x: this.at.x + x, y: this.at.y + y });
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

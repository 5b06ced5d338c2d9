// Paints a relief from back to front, as it is seen from one side: its floor with the axes, its tiles, the walks on it.
import { place, short } from "./heights.js";

const UNDER = 0.4; // of a tile
const WALKS = 6; // colours for them
const TALL = 0.55; // the height of the box, in lengths of its side

export class Painting {
  constructor(surface, relief) {
    Object.assign(this, { surface, relief });
  }

  // From an angle of view, in the colours of the theme.
  draw(pen, size, view, colours) {
    Object.assign(this, view, colours);
    this.aim(...size);
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

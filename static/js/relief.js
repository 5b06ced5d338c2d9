// A grid of heights as a relief: points of a unit box, shades of its tiles, the walks cut at the lines of the grid.
const finite = Number.isFinite;

// Heights from 0 to 1; a logarithmic scale begins to bend at `unit` above the lowest.
function scaled(surface) {
  const all = surface.values.flat().filter(finite);
  const low = Math.min(...all);
  const unit = surface.unit;
  const bent = (loss) => (unit ? Math.log1p(Math.max(loss - low, 0) / unit) : loss - low);
  const high = bent(Math.max(...all)) || 1;
  return (loss) => (finite(loss) ? bent(loss) / high : null);
}

export class Relief {
  constructor(surface) {
    this.surface = surface;
    this.columns = surface.x.count;
    this.rows = surface.y.count;
    const height = scaled(surface);
    this.heights = Float32Array.from(surface.values.flat(), (loss) => height(loss) ?? NaN);
    this.walks = surface.walks.map((walk) => this.cut(walk.spots.map((spot) => this.point(spot, height))));
    this.here = this.point(surface.here, height);
  }

  // A spot in units of the grid, with its height.
  point(spot, height) {
    const { x, y } = this.surface;
    const up = height(spot.loss);
    const column = ((spot.x - x.low) / (x.high - x.low)) * (this.columns - 1);
    const row = ((spot.y - y.low) / (y.high - y.low)) * (this.rows - 1);
    const inside = up !== null && column >= 0 && column <= this.columns - 1 && row >= 0 && row <= this.rows - 1;
    return inside ? { column, row, up } : null;
  }

  // A walk as short pieces by the tile on which each lies, so that a hill can hide it.
  cut(points) {
    const pieces = new Map();
    for (let index = 1; index < points.length; index += 1) {
      const [from, to] = [points[index - 1], points[index]];
      if (!from || !to) continue;
      const parts = Math.max(1, Math.ceil(2 * Math.hypot(to.column - from.column, to.row - from.row)));
      for (let part = 0; part < parts; part += 1) this.lay(pieces, between(from, to, part / parts), between(from, to, (part + 1) / parts));
    }
    return pieces;
  }

  lay(pieces, from, to) {
    const tile = this.tile((from.column + to.column) / 2, (from.row + to.row) / 2);
    if (!pieces.has(tile)) pieces.set(tile, []);
    pieces.get(tile).push([from, to].map((end) => ({ ...end, up: this.above(end) })));
  }

  tile(column, row) {
    return Math.min(Math.floor(row), this.rows - 2) * this.columns + Math.min(Math.floor(column), this.columns - 2);
  }

  // The height of the drawn surface, which is straight between the lines of the grid.
  above({ column, row, up }) {
    const corner = this.tile(column, row);
    const [u, v] = [column - (corner % this.columns), row - Math.floor(corner / this.columns)];
    const h = this.heights;
    const flat = (h[corner] * (1 - u) + h[corner + 1] * u) * (1 - v) + (h[corner + this.columns] * (1 - u) + h[corner + this.columns + 1] * u) * v;
    return finite(flat) ? flat : up;
  }

  // The shade of each tile, from its height and the way it faces: [part of the high colour, light].
  shades() {
    const { heights: h, columns, rows } = this;
    return Array.from({ length: (rows - 1) * columns }, (_, corner) => {
      const [a, b, c, d] = [h[corner], h[corner + 1], h[corner + columns], h[corner + columns + 1]];
      const [x, y] = [((a + c - b - d) / 2) * columns, ((a + b - c - d) / 2) * rows];
      return [(a + b + c + d) / 4, 0.72 + (0.28 * (0.5 * x + 0.3 * y + 1)) / Math.hypot(x, y, 1)];
    });
  }
}

const between = (from, to, part) => ({
  column: from.column + (to.column - from.column) * part,
  row: from.row + (to.row - from.row) * part,
  up: from.up + (to.up - from.up) * part,
});

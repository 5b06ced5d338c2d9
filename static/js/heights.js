// The numbers behind a map and its surface, asked for once however many elements show them.
const asked = new Map();

export function heights(source) {
  if (!asked.has(source)) {
    asked.set(source, fetch(source).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status)))));
  }
  return asked.get(source);
}

export const place = (axis, index) => axis.low + ((axis.high - axis.low) * index) / (axis.count - 1);

// At most four significant digits, as the rest of the page writes numbers.
export const short = (number) => (typeof number === "number" ? String(Number(number.toPrecision(4))) : number);

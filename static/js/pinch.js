// Fingers on a chart: one slides along the curves and reads their numbers, two zoom.
export function touch(plot, pinched) {
  const fingers = new Map();
  const { over } = plot;
  const at = (event) => event.clientX - over.getBoundingClientRect().x;

  over.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, at(event));
  });
  for (const end of ["pointerup", "pointercancel"]) over.addEventListener(end, (event) => fingers.delete(event.pointerId));
  over.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = at(event);
    fingers.set(event.pointerId, now);
    const other = [...fingers].find(([id]) => id !== event.pointerId);
    if (other) pinched(stretched(plot, other[1], before, now));
    else plot.setCursor({ left: now, top: over.clientHeight / 2 }, true, true);
  });
}

// The stretch of passes that keeps what is under both fingers there, when one of them moves.
function stretched(plot, held, before, now) {
  const [still, moved] = [plot.posToVal(held, "x"), plot.posToVal(before, "x")];
  const each = Math.abs((moved - still) / (now - held || 1));
  const min = still - each * held;
  return { min, max: min + each * plot.over.clientWidth };
}

// Covers of a picture, in its pixels: a box { kind, x, y, width, height } or the way of a brush { kind, width, points }.
// Pure: plain values in and out, but for burn, which paints on the canvas it is given.
const COVER = "#161c24"
const TAP = 1.5 // widths of a brush: as large as what a tap covers

// What a finger covers on its way from the first point to the last; a tap with the box covers what is under the finger.
export function marked({ kind, width, points }) {
  if (kind === "brush") return { kind, width, points }
  const [first, last] = [points[0], points.at(-1)]
  const isTap = Math.hypot(last.x - first.x, last.y - first.y) < width / 4
  const side = isTap ? width * TAP : 0
  return {
    kind,
    x: Math.min(first.x, last.x) - side / 2,
    y: Math.min(first.y, last.y) - side / 2,
    width: Math.abs(last.x - first.x) + side,
    height: Math.abs(last.y - first.y) + side,
  }
}

// A box moved, or grown at its end, by so many pixels; it stays on the picture.
export function changed(box, [right, down], isGrown, picture) {
  const least = Math.max(picture.width, picture.height) / 100
  const within = (low, value, high) => Math.max(low, Math.min(value, high))
  if (isGrown) {
    const width = within(least, box.width + right, picture.width - box.x)
    return { ...box, width, height: within(least, box.height + down, picture.height - box.y) }
  }
  const x = within(0, box.x + right, picture.width - box.width)
  return { ...box, x, y: within(0, box.y + down, picture.height - box.height) }
}

export function burn(context, marks) {
  context.save()
  context.fillStyle = context.strokeStyle = COVER
  context.lineCap = context.lineJoin = "round"
  for (const mark of marks) {
    if (mark.kind === "box") fillWhole(context, mark)
    else stroke(context, mark)
  }
  context.restore()
}

// Whole pixels, outwards: no edge of what is covered shines through.
function fillWhole(context, { x, y, width, height }) {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  context.fillRect(left, top, Math.ceil(x + width) - left, Math.ceil(y + height) - top)
}

function stroke(context, { width, points }) {
  context.lineWidth = width
  context.beginPath()
  context.moveTo(points[0].x, points[0].y)
  for (const { x, y } of points) context.lineTo(x, y)
  context.stroke()
}

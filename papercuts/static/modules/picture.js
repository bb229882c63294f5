// Turns what a camera or a file gives into a picture that may be stored: upright, at most 1600 px, written anew from its
// pixels, so that nothing else of the original is left. Pure, as far as a canvas allows: a file in, a canvas or a blob out.
export const LIMITS = { bytes: 15 * 1024 ** 2, pixels: 50_000_000, side: 1600, most: 10 } // papercuts/domain/limits.py
const JPEG = { type: "image/jpeg", quality: 0.85 }
const PNG = { type: "image/png" }
const PROBE = 32 // px; a picture that did not fit into memory is drawn as nothing at all

export class Refusal extends Error {}

// A canvas with the picture, or a Refusal with words for whoever took it.
export async function opened(file) {
  if (!file.size) throw new Refusal(`${named(file)} is empty. Take it again.`)
  if (file.size > LIMITS.bytes) {
    const most = megabytes(LIMITS.bytes)
    throw new Refusal(`${named(file)} has ${megabytes(file.size)} MB, a photo can have ${most}. Take it smaller.`)
  }
  const address = URL.createObjectURL(file)
  try {
    return await drawn(await loaded(address, file), file)
  } finally {
    URL.revokeObjectURL(address)
  }
}

// The canvas as a file without metadata. What was crisp, like a screenshot, stays so where that is no larger.
export async function written(canvas, { isCrisp = false } = {}) {
  const kinds = isCrisp ? [JPEG, PNG] : [JPEG]
  const made = await Promise.all(kinds.map(({ type, quality }) => new Promise((done) => canvas.toBlob(done, type, quality))))
  const [smallest] = made.filter(Boolean).sort((one, other) => one.size - other.size)
  if (!smallest) throw new Refusal("This device has too little memory for the photo. Close other pages and take it again.")
  return smallest
}

// Width and height that fit into the side, never larger than they are.
export function fitted(width, height, side = LIMITS.side) {
  const scale = Math.min(1, side / Math.max(width, height))
  return [width, height].map((length) => Math.max(1, Math.round(length * scale)))
}

// The size is known before anything is decoded; what was turned is upright already.
async function loaded(address, file) {
  const image = new Image()
  image.src = address
  await new Promise((load, fail) => {
    image.addEventListener("load", load)
    image.addEventListener("error", () => fail(unreadable(file)))
  })
  const [width, height] = [image.naturalWidth, image.naturalHeight]
  if (!width || !height || file.type.startsWith("image/svg")) throw unreadable(file)
  if (width * height > LIMITS.pixels) {
    const millions = Math.ceil((width * height) / 1e6)
    throw new Refusal(`${named(file)} has ${millions} million pixels, a photo can have ${LIMITS.pixels / 1e6}. Take it smaller.`)
  }
  await image.decode().catch(() => {
    throw unreadable(file)
  })
  return image
}

function drawn(image, file) {
  const canvas = document.createElement("canvas")
  ;[canvas.width, canvas.height] = fitted(image.naturalWidth, image.naturalHeight)
  const context = canvas.getContext("2d")
  context.imageSmoothingQuality = "high"
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  if (isBlank(canvas)) {
    throw new Refusal(`Nothing can be seen on ${named(file)}, or this device has too little memory for it. Take it smaller.`)
  }
  context.globalCompositeOperation = "destination-over" // what was see-through is white, not black
  context.fillStyle = "#fff"
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.globalCompositeOperation = "source-over"
  return canvas
}

function isBlank(canvas) {
  const probe = document.createElement("canvas")
  probe.width = probe.height = PROBE
  const context = probe.getContext("2d")
  context.drawImage(canvas, 0, 0, PROBE, PROBE)
  return context.getImageData(0, 0, PROBE, PROBE).data.every((value, at) => at % 4 !== 3 || value === 0)
}

function unreadable(file) {
  return new Refusal(`${named(file)} cannot be read here. Take it as JPEG, PNG or WebP, or make a screenshot of it.`)
}

function named(file) {
  return file.name ? `“${file.name}”` : "The photo"
}

function megabytes(bytes) {
  return (Math.ceil((10 * bytes) / 1024 ** 2) / 10).toLocaleString("en-GB")
}

// Photos of the next sighting: <div data-js="photo"> around a file input. Each is made small (picture.js), shown at once to
// be covered (covering.js), and is one of the form (photos.js) only when *Use photo* was pressed.
import { covered } from "../modules/covering.js"
import { photosOf, setPhotos } from "../modules/photos.js"
import { LIMITS, opened, Refusal, written } from "../modules/picture.js"

const CRISP = ["image/png", "image/gif"] // as screenshots are

export default function photo(place) {
  const input = place.querySelector("input[type=file]")
  const form = input.form
  const part = (name) => place.querySelector(`[data-photo="${name}"]`)
  const dialog = place.querySelector("dialog")
  const name = input.name
  const shown = new Map() // by uid: what stands in the list

  rest()
  if (/Android/.test(navigator.userAgent) && !/Firefox/.test(navigator.userAgent)) {
    input.accept += ",android/allowCamera" // or its chooser has no camera: issues.chromium.org/issues/40937303
  }
  for (const button of form.querySelectorAll("[data-opens-photos]")) {
    button.hidden = false
    button.addEventListener("click", () => input.click())
    part("field").hidden = true
  }
  input.addEventListener("change", async () => {
    const files = [...input.files]
    input.value = "" // the same one may be chosen again
    await take(files)
    form.querySelector("[data-opens-photos]")?.focus()
  })
  form.addEventListener("photoschange", draw)
  document.addEventListener("submit", (event) => event.target === form && !event.defaultPrevented && hand())
  window.addEventListener("pageshow", rest)

  async function take(files) {
    const free = LIMITS.most - photosOf(form).length
    const taken = files.slice(0, free)
    const nOut = files.length - taken.length
    const refused = nOut ? [`A sighting can have at most ${LIMITS.most} photos: ${nOut} left out.`] : []
    say("")
    for (const [at, file] of taken.entries()) {
      say(refused.join(" "))
      try {
        const canvas = await opened(file)
        const title = taken.length > 1 ? `Photo ${at + 1} of ${taken.length}` : ""
        if (!(await covered(dialog, canvas, { title }))) continue
        const blob = await written(canvas, { isCrisp: CRISP.includes(file.type) })
        setPhotos(form, [...photosOf(form), { uid: newUid(), blob, caption: "" }])
      } catch (error) {
        refused.push(inWords(error))
      }
    }
    say(refused.join(" "))
  }

  async function coverMore(uid) {
    const one = photosOf(form).find((photo) => photo.uid === uid)
    try {
      const canvas = await opened(one.blob)
      if (!(await covered(dialog, canvas))) return
      const blob = await written(canvas, { isCrisp: CRISP.includes(one.blob.type) })
      change(uid, { blob, uid: newUid() })
    } catch (error) {
      say(inWords(error))
    }
  }

  function change(uid, changes) {
    setPhotos(form, photosOf(form).map((photo) => (photo.uid === uid ? { ...photo, ...changes } : photo)))
  }

  function draw() {
    const photos = photosOf(form)
    for (const [uid, item] of shown) {
      if (photos.some((photo) => photo.uid === uid)) continue
      URL.revokeObjectURL(item.querySelector("img").src)
      item.remove()
      shown.delete(uid)
    }
    photos.forEach((photo, at) => {
      const item = shown.get(photo.uid) ?? made(photo)
      shown.set(photo.uid, item)
      if (part("list").children[at] !== item) part("list").insertBefore(item, part("list").children[at] ?? null)
      item.querySelector("img").alt = photo.caption || `Photo ${at + 1}`
      for (const words of item.querySelectorAll("[data-n]")) words.textContent = ` photo ${at + 1}`
    })
    part("list").hidden = !photos.length
    const words = photos.length ? `${photos.length} ${photos.length === 1 ? "photo goes" : "photos go"} with this sighting` : ""
    if (part("count").textContent !== words) part("count").textContent = words
  }

  function made({ uid, blob, caption }) {
    const item = part("item").content.firstElementChild.cloneNode(true)
    const field = item.querySelector("input")
    item.querySelector("img").src = URL.createObjectURL(blob)
    field.value = caption
    field.addEventListener("input", () => change(uid, { caption: field.value }))
    field.addEventListener("keydown", (event) => event.key === "Enter" && !event.ctrlKey && event.preventDefault())
    item.querySelector("[data-covers]").addEventListener("click", () => coverMore(uid))
    item.querySelector("[data-removes]").addEventListener("click", () => {
      setPhotos(form, photosOf(form).filter((photo) => photo.uid !== uid))
      const next = part("list").querySelector("[data-removes]") ?? form.querySelector("[data-opens-photos]") ?? input
      next.focus()
    })
    return item
  }

  // A form that the browser sends itself carries the covered pictures, and nothing else.
  function hand() {
    const photos = photosOf(form)
    if (!photos.length) return
    const files = new DataTransfer()
    for (const { uid, blob } of photos) {
      files.items.add(new File([blob], `${uid}.${blob.type.split("/")[1]}`, { type: blob.type }))
      shown.get(uid).querySelector("input").name = "photo_caption"
    }
    input.files = files.files
    input.name = name
  }

  // Files as the camera made them are never sent.
  function rest() {
    input.removeAttribute("name")
    input.value = ""
  }

  function say(words) {
    part("wrong").textContent = words
    part("wrong").hidden = !words
  }
}

function inWords(error) {
  if (!(error instanceof Refusal)) throw error
  return error.message
}

let nMade = 0

// Where the page came by plain http the browser makes no ids; such photos go with the form, without any.
function newUid() {
  nMade += 1
  return crypto.randomUUID?.() ?? `photo-${nMade}`
}

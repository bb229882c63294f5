// What must not be seen on a picture is painted over, by finger, mouse or keys, in a <dialog> that shows it:
//   covered(dialog, canvas, { title }) -> Promise<boolean>: true when the picture is to be used.
// The covers are burnt into the canvas that was given; one that was left is not touched.
import { burn, changed, marked } from "./covers.js"

const FINGER = 28 // px of the screen: how wide a brush is
const STEP = { small: 0.01, large: 0.05 } // of the longer side
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function covered(dialog, picture, { title = "" } = {}) {
  const part = (name) => dialog.querySelector(`[data-cover="${name}"]`)
  const shown = part("canvas")
  const context = shown.getContext("2d")
  const marks = []
  const ended = new AbortController()
  let kind = "box"
  let drawing = null // the mark under the finger, and where it began
  let isWaiting = false

  const on = (target, event, act) => target.addEventListener(event, act, { signal: ended.signal })
  ;[shown.width, shown.height] = [picture.width, picture.height]
  part("title").textContent = title
  choose("box")
  draw()

  function choose(name) {
    kind = name
    for (const tool of ["box", "brush"]) part(tool).setAttribute("aria-pressed", String(tool === name))
  }

  function draw() {
    isWaiting = false
    context.drawImage(picture, 0, 0)
    burn(context, marks)
    outline(context, marks.at(-1), picture.width / (shown.clientWidth || picture.width))
    part("undo").disabled = !marks.length
    part("n").textContent = `${marks.length || "Nothing"} covered`
  }

  function drawSoon() {
    if (!isWaiting) requestAnimationFrame(draw)
    isWaiting = true
  }

  function place(event) {
    const box = shown.getBoundingClientRect()
    const scale = picture.width / box.width
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale, scale }
  }

  on(shown, "pointerdown", (event) => {
    if (drawing || event.button) return
    event.preventDefault()
    shown.setPointerCapture(event.pointerId)
    const at = place(event)
    drawing = { id: event.pointerId, kind, width: FINGER * at.scale, points: [at] }
    marks.push(marked(drawing))
    drawSoon()
  })
  on(shown, "pointermove", (event) => {
    if (event.pointerId !== drawing?.id) return
    for (const one of event.getCoalescedEvents?.() ?? [event]) drawing.points.push(place(one))
    drawing.points.push(place(event))
    marks[marks.length - 1] = marked(drawing)
    drawSoon()
  })
  on(shown, "pointerup", () => (drawing = null))
  on(shown, "pointercancel", (event) => {
    if (event.pointerId !== drawing?.id) return
    drawing = null
    undo()
  })
  on(shown, "keydown", (event) => {
    const arrow = ARROWS[event.key]
    const isBox = marks.at(-1)?.kind === "box"
    if (arrow && isBox) {
      const step = Math.max(picture.width, picture.height) * (event.altKey ? STEP.small : STEP.large)
      marks[marks.length - 1] = changed(marks.at(-1), arrow.map((one) => one * step), event.shiftKey, picture)
      drawSoon()
    } else if (event.key === "Delete" || event.key === "Backspace") undo()
    else return
    event.preventDefault()
  })
  on(dialog, "keydown", (event) => event.stopPropagation()) // keys of the page behind it rest
  on(part("box"), "click", () => choose("box"))
  on(part("brush"), "click", () => choose("brush"))
  on(part("undo"), "click", undo)
  on(part("add"), "click", () => {
    const [width, height] = [picture.width / 3, picture.height / 6]
    marks.push({ kind: "box", x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height })
    draw()
    shown.focus()
  })

  function undo() {
    marks.pop()
    draw()
  }

  return new Promise((answer) => {
    const end = (isUsed) => {
      ended.abort()
      if (isUsed) burn(picture.getContext("2d"), marks)
      marks.length = 0
      shown.width = shown.height = 1 // the page keeps no copy of what was not covered
      dialog.close()
      answer(isUsed)
    }
    const leave = () => (!marks.length || window.confirm(dialog.dataset.question)) && end(false)
    on(part("use"), "click", () => end(true))
    on(part("cancel"), "click", leave)
    on(dialog, "cancel", (event) => {
      event.preventDefault()
      leave()
    })
    on(dialog, "close", () => end(false)) // a browser may insist
    dialog.showModal()
    draw() // now its size on the screen is known
    shown.focus()
  })
}

// Which box the keys move; never part of the picture.
function outline(context, mark, scale) {
  if (mark?.kind !== "box") return
  context.save()
  context.lineWidth = 2 * scale
  context.setLineDash([6 * scale, 4 * scale])
  context.strokeStyle = "#fff"
  context.strokeRect(mark.x, mark.y, mark.width, mark.height)
  context.restore()
}

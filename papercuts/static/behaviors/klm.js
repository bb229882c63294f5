// Times a line of steps while it is typed: <div data-js="klm"> with fields now, after, device, keyer and m, buttons
// [data-step] that add a step where one typed last (an empty one takes it back), and [data-sum] for the result.
// What is for one device has [data-device]. A link [data-takes-steps] in the same <details> takes along what was written.
import { limits, longer, lost, timing } from "../modules/klm.js"
import { duration } from "../modules/shorthand.js"

const PAUSE_MS = 300 // so that a screen reader does not hear every letter
const LAST_STEP = /\s*\S+\s*$/

export default function klm(place) {
  const field = (name) => place.querySelector(`[name=${name}]`)
  const sum = place.querySelector("[data-sum]")
  const lines = [field("now"), field("after")]
  let line = lines[0]
  let timer
  for (const one of lines) {
    one.addEventListener("focus", () => (line = one))
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || one.form.method !== "post") return
      event.preventDefault() // it would save the sighting that the steps are for
      tell()
    })
  }
  for (const button of place.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      const { step } = button.dataset
      line.value = step ? [line.value.trimEnd(), step].filter(Boolean).join(" ") : line.value.replace(LAST_STEP, "")
      line.dispatchEvent(new Event("input", { bubbles: true }))
    })
  }
  place.addEventListener("input", () => {
    hand()
    clearTimeout(timer)
    timer = setTimeout(tell, PAUSE_MS)
  })
  field("device").addEventListener("change", offer)
  offer()
  hand()
  if (!sum.children.length && !place.querySelector("[aria-invalid]")) tell() // what the server has not said

  function offer() {
    for (const keys of place.querySelectorAll("[data-device]")) keys.hidden = keys.dataset.device !== field("device").value
  }

  function hand() {
    for (const link of place.closest("details")?.querySelectorAll("[data-takes-steps]") ?? []) {
      const address = new URL(link.href)
      for (const one of [...lines, ...["device", "keyer", "m"].map(field)]) {
        if (one.value.trim()) address.searchParams.set(one.name, one.value)
        else address.searchParams.delete(one.name)
      }
      link.href = address
    }
  }

  function tell() {
    const model = { device: field("device").value, keyer: field("keyer").value, m: Number(field("m").value) }
    const [now, after] = lines.map((one) => (one.value.trim() ? timing(one.value, model) : null))
    const wrong = now?.error ?? after?.error
    if (wrong) sum.replaceChildren(make("p", "hint", wrong))
    else if (!now) sum.replaceChildren()
    else {
      const fold = make("details", "klm__fold", "")
      fold.open = Boolean(sum.querySelector("details[open]"))
      fold.append(make("summary", "", "Step by step"), table("Now", now), ...(after ? [table("After the fix", after)] : []))
      sum.replaceChildren(...head(now.seconds, after?.seconds ?? 0), fold)
    }
  }
}

function head(now, after) {
  const swapped = longer(now, after)
  if (swapped) return [make("p", "hint", swapped)]
  const seconds = lost(now, after)
  const line = make("p", "klm__lost", " lost each time")
  line.prepend(make("b", "", duration(seconds)))
  return seconds ? [line, make("p", "hint", `Likely ${limits(seconds).text}, for an expert without slips`)] : [line]
}

function table(title, { seconds, rows }) {
  const all = make("table", "table table--mini")
  all.createCaption().textContent = `${title}: ${duration(seconds)}`
  const head = all.createTHead().insertRow()
  for (const [at, text] of ["Step", "Times", "Each", "Seconds"].entries()) {
    const cell = make("th", at ? "is-num" : "", text)
    cell.scope = "col"
    head.append(cell)
  }
  const body = all.createTBody()
  for (const row of rows) {
    const cells = body.insertRow()
    const step = make("td", "", ` ${row.name}`)
    step.prepend(make("b", "", row.operator))
    const numbers = [row.count.toLocaleString("en-GB"), row.secondsEach.toFixed(2), row.seconds.toFixed(2)]
    cells.append(step, ...numbers.map((text) => make("td", "is-num", text)))
  }
  return all
}

function make(name, kind, text) {
  const element = document.createElement(name)
  if (kind) element.className = kind
  element.textContent = text
  return element
}

// Shows under the line of capture what the server will understand, while it is typed; a paper cut that the line names
// by its number with its title, once [data-named] has come; what is not known, [data-unknown] or a person, as a warning.
// Where steps stand in the line, and the form has fields for them in <details id="steps">, a button puts them there.
// <div data-js="shorthand" data-line="id of the textarea" data-codes="P1 P2" role="status">: chips are put into it.
import { parse, understood } from "../modules/shorthand.js"

// Steps of an expert, as people write them: M P BB H 6K
const STEPS = /(?<!\S)(?:[0-9]{0,3}(?:BB|[MKPBHT])\s+){3,}[0-9]{0,3}(?:BB|[MKPBHT])(?!\S)/
const PAUSE_MS = 150 // so that a screen reader does not hear every letter

export default function shorthand(place) {
  const line = document.getElementById(place.dataset.line)
  const codes = place.dataset.codes.split(" ")
  let timer
  const read = () => {
    const named = document.querySelector("[data-named]") // the server's word on a number in the line
    const said = parse(line.value)
    const chips = understood(said).map((text) => {
      const chip = document.createElement("span")
      const isNamed = text === named?.dataset.named
      const isNobody = text === said.person && !codes.includes(text)
      chip.className = isNobody || (isNamed && "unknown" in named.dataset) ? "chip chip--warn" : "chip chip--on"
      chip.textContent = isNobody ? `nobody called ${text}` : isNamed ? named.dataset.chip : text
      return chip
    })
    for (const words of said.notRead) {
      const chip = document.createElement("span")
      chip.className = "chip chip--warn"
      chip.textContent = `not understood: ${words}`
      chips.push(chip)
    }
    const [steps] = STEPS.exec(line.value) ?? []
    const fields = document.querySelector("details#steps")
    if (steps && fields) chips.push(offer(steps, fields))
    if (chips.map((chip) => chip.textContent).join() !== [...place.children].map((chip) => chip.textContent).join()) {
      place.replaceChildren(...chips)
    }
  }
  const offer = (steps, fields) => {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "btn"
    button.textContent = `Count as steps: ${steps}`
    button.addEventListener("click", () => {
      const now = fields.querySelector("[name=now]")
      line.value = line.value.replace(steps, "").replace(/ {2,}/g, " ").trim()
      now.value = steps
      fields.open = true
      for (const field of [line, now]) field.dispatchEvent(new Event("input", { bubbles: true }))
      now.focus()
    })
    return button
  }
  line.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(read, PAUSE_MS)
  })
  document.addEventListener("htmx:after:swap", read)
  read()
}

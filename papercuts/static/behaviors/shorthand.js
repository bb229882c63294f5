// Shows under the line of capture what the server will understand, while it is typed; a paper cut that the line names
// by its number with its title, once [data-named] has come; a person whom the site does not know as unknown.
// <div data-js="shorthand" data-line="id of the textarea" data-codes="P1 P2" role="status">: chips are put into it.
import { parse, understood } from "../modules/shorthand.js"

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
      chip.className = "chip chip--on"
      chip.textContent = text
      if (text === named?.dataset.named) chip.textContent = named.dataset.chip
      if (text === said.person && !codes.includes(text)) chip.textContent = `nobody called ${text}`
      return chip
    })
    if (chips.map((chip) => chip.textContent).join() !== [...place.children].map((chip) => chip.textContent).join()) {
      place.replaceChildren(...chips)
    }
  }
  line.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(read, PAUSE_MS)
  })
  document.addEventListener("htmx:after:swap", read)
  read()
}

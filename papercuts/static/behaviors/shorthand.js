// Shows under the line of capture what the server will understand, while it is typed; a paper cut that the line names
// by its number with its title, once [data-named] has come.
// <div data-js="shorthand" data-line="id of the textarea" role="status">: chips are put into it.
import { parse, understood } from "../modules/shorthand.js"

const PAUSE_MS = 150 // so that a screen reader does not hear every letter

export default function shorthand(place) {
  const line = document.getElementById(place.dataset.line)
  let timer
  const read = () => {
    const named = document.querySelector("[data-named]") // the server's word on a number in the line
    const chips = understood(parse(line.value)).map((text) => {
      const chip = document.createElement("span")
      chip.className = "chip chip--on"
      chip.textContent = text === named?.dataset.named ? named.dataset.chip : text
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

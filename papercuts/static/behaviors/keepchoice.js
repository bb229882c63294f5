// Keeps what somebody chose, and their place, when other choices are swapped in: <div hx-get="…" data-js="keepchoice">.
// The answer may have been on its way before they chose. A click counts, also on what was chosen by itself.
export default function keepchoice(place) {
  let chosen = ""
  let focused = ""
  place.addEventListener("click", ({ target }) => {
    if (target.matches("input[type=radio]")) chosen = target.value
  })
  place.addEventListener("htmx:before:swap", () => {
    focused = place.contains(document.activeElement) ? document.activeElement.id : ""
  })
  place.addEventListener("htmx:after:swap", () => {
    for (const radio of place.querySelectorAll("input[type=radio]")) if (radio.value === chosen) radio.checked = true
    if (focused) document.getElementById(focused)?.focus()
  })
}

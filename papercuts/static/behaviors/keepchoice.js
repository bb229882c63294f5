// Keeps what somebody chose, and their place, when other choices are swapped in: <div hx-get="…" data-js="keepchoice">.
// The answer may have been on its way before they chose. A click counts, also on what was chosen by itself.
// What is chosen stands beside the button that saves it, too: on a phone the choices are off the screen by then.
// Once the form is saved (its event "saved"), nothing of it is chosen for the next one.
export default function keepchoice(place) {
  const beside = document.getElementById("saved-as")
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
    tell()
  })
  place.addEventListener("change", tell)
  place.closest("form")?.addEventListener("saved", begin)
  tell()

  function begin() {
    chosen = ""
    for (const radio of place.querySelectorAll("input[type=radio]")) {
      if (!["new", "later"].includes(radio.value)) radio.closest("label").remove()
      radio.checked = radio.value === "later"
    }
    for (const suggested of place.querySelectorAll("[name=suggested]")) suggested.value = "later"
    place.querySelector("[data-named]")?.remove()
    tell()
  }

  function tell() {
    const label = place.querySelector("input[type=radio]:checked")?.closest("label")
    if (beside) beside.textContent = label?.dataset.savedAs ?? ""
  }
}

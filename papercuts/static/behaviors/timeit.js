// Times a stumble: one press of [data-times] when somebody stumbles, one when they recover, or Alt+T; the seconds are
// written into the line, and said to be timed (the field `timed`). A reload does not stop the clock.
import { savingOf } from "../modules/saving.js"
import { parse } from "../modules/shorthand.js"

export default function timeit(form) {
  const { draft, field, say } = savingOf(form)
  const button = form.querySelector("[data-times]")
  const label = button.querySelector("[data-times-label]")
  const line = field("line")

  button.hidden = false
  button.addEventListener("click", press)
  form.addEventListener("saved", show)
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "KeyT" || event.repeat) return
    event.preventDefault()
    press()
  })
  setInterval(show, 1000)
  draft.ready.then(show)

  function press() {
    const since = draft.now.timing
    draft.change({ timing: since ? undefined : Date.now() })
    if (since) write(Math.max((Date.now() - since) / 1000, 0.1))
    line.focus() // what happened can be written while it runs, and afterwards: no tap to come back
    line.setSelectionRange(line.value.length, line.value.length)
    show()
  }

  // To a tenth of a second below ten, where a finger is that exact.
  function write(seconds) {
    const rounded = seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)
    const words = line.value.split(" ").filter((word) => parse(word).secondsLost === undefined)
    const text = [words.join(" ").trim(), `${rounded}s `].filter(Boolean).join(" ")
    if (parse(text).secondsLost !== rounded) return say("That was longer than a working day. The clock stands at nothing again.")
    field("timed").value = rounded
    line.value = text
    line.dispatchEvent(new Event("input", { bubbles: true }))
  }

  function show() {
    const since = draft.now.timing
    const words = since ? `Stop, ${Math.max(Math.floor((Date.now() - since) / 1000), 0)} s` : "Time it"
    button.setAttribute("aria-pressed", String(Boolean(since)))
    button.classList.toggle("btn--on", Boolean(since))
    if (label.textContent !== words) label.textContent = words
  }
}

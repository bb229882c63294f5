// Counts a known paper cut with one tap on its row; a long press, or its −, takes the last one back. Shows the rows of the
// task that is watched, with what the person who is watched has met at this visit, on the server and on this phone.
import { cannotKeep, savingOf } from "../modules/saving.js"

const HOLD_MS = 500

export default function tally(form) {
  const place = form.querySelector("#known-cuts")
  const told = place.querySelector("[data-tally-said]")
  const saving = savingOf(form)
  let holding = null
  let isHeld = false

  form.addEventListener("change", show)
  show()
  if (cannotKeep) return

  for (const words of place.querySelectorAll("[data-with-script]")) words.hidden = false
  saving.onChange(count)
  form.addEventListener("change", count)
  form.addEventListener("change", ({ target }) => ["person", "task", "new_task"].includes(target.name) && told.replaceChildren())
  place.addEventListener("click", (event) => {
    const row = event.target.closest(".tally")
    if (!row) return
    event.preventDefault()
    if (event.target.closest(".tally__less")) less(row)
    else if (!isHeld) more(row)
    isHeld = false
  })
  place.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".tally__add")?.parentElement
    isHeld = false
    clearTimeout(holding)
    if (row && event.isPrimary && event.button === 0) holding = setTimeout(() => hold(row), HOLD_MS)
  })
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) place.addEventListener(end, () => clearTimeout(holding))
  place.addEventListener("pointermove", (event) => event.movementX ** 2 + event.movementY ** 2 > 64 && clearTimeout(holding))
  place.addEventListener("contextmenu", (event) => event.target.closest(".tally__add") && event.preventDefault())

  function hold(row) {
    isHeld = true
    less(row)
  }

  async function more(row) {
    const { cut, title } = row.dataset
    const person = saving.person()
    if (!person && form.querySelector("[name=person]")?.value) return say("Choose who you are watching, then tap again.")
    const { task } = row.closest("[data-task]").dataset
    const fields = { line: title, task, tally: cut, seen_before: cut, ...(person && { person: String(person) }) }
    try {
      const record = await saving.save("sighting", fields)
      say(`PC-${cut} counted${whom(person)}, ${saving.count(person, Number(cut))} today.`, () => back(row, person, () => saving.takeBack(record.uid)))
    } catch (error) {
      say(error.message)
    }
  }

  function less(row) {
    const person = saving.person()
    return back(row, person, () => saving.takeNewest(person, Number(row.dataset.cut)))
  }

  async function back(row, person, take) {
    try {
      await take()
      say(`PC-${row.dataset.cut} taken back${whom(person)}, ${saving.count(person, Number(row.dataset.cut))} today.`)
    } catch (error) {
      say(error.message)
    }
  }

  function whom(person) {
    const [code] = Object.entries(saving.known.people).find(([, id]) => id === person) ?? []
    return code ? ` for ${code}` : ""
  }

  function say(words, undo = null) {
    const said = document.getElementById("tally-said").content.firstElementChild.cloneNode(true)
    said.querySelector("span").textContent = words
    const button = said.querySelector("button")
    if (undo) button.addEventListener("click", undo)
    else button.remove()
    told.replaceChildren(said)
  }

  function show() {
    const isNew = saving.field("new_task").value.trim()
    const task = isNew ? "" : saving.field("task")?.value
    let hasRows = false
    for (const part of place.querySelectorAll("[data-task]")) {
      part.hidden = part.dataset.task !== task
      if (part.hidden) continue
      hasRows = part.querySelector(".tally") !== null
      const hint = part.querySelector(".hint")
      if (hint.nextElementSibling !== told) hint.after(told) // moved only then: it may hold the focus
    }
    const label = form.querySelector("label[for=line]")
    label.textContent = hasRows ? label.dataset.labelKnown : label.dataset.labelUnknown
  }

  function count() {
    const person = saving.person()
    for (const row of place.querySelectorAll(".tally")) {
      const n = saving.count(person, Number(row.dataset.cut))
      row.classList.toggle("tally--on", n > 0)
      row.querySelector("[data-n]").textContent = n > 0 ? n.toLocaleString("en-GB") : "+"
      row.querySelector("[data-n-said]").textContent = `${n} ${n === 1 ? "time" : "times"} today.`
      row.querySelector(".tally__less").hidden = n <= 0
    }
  }
}

// Looks at fixes: the answer is kept on this phone first, then sent; what they said, seconds and applause are added to it.
// *No chance to see* stores nothing. <section data-js="verifies"> around one [data-fix] for each fix.
import { cannotKeep, savingOf } from "../modules/saving.js"

export default function verifies(place) {
  if (cannotKeep) return
  const form = document.getElementById("capture")
  const saving = savingOf(form)
  const tab = document.querySelector("[data-n-left]")
  const answers = new Map() // by fix: the last record of it

  for (const words of place.querySelectorAll("[data-without-script]")) words.hidden = true
  for (const box of place.querySelectorAll("[data-fix]")) begin(box)
  const take = (event) => {
    const box = event.submitter?.closest("[data-fix]")
    if (!box || event.defaultPrevented) return
    event.preventDefault()
    answer(box, { outcome: event.submitter.value })
  }
  form.addEventListener("submit", take, { capture: true }) // before those who would let the form go
  saving.onChange(draw)

  function begin(box) {
    const later = box.querySelector("[data-no-chance]")
    if (!later) return
    later.hidden = false
    later.addEventListener("click", () => {
      box.querySelector("[data-found]").textContent = "No chance to see: nothing is stored, and it waits for the next visit."
    })
  }

  // Saved anew with what was added; an answer that is on its way still is replaced, not said twice.
  async function answer(box, added) {
    const before = answers.get(box.dataset.fix)
    const person = saving.person()
    const fields = { ...before?.fields, fix: box.dataset.fix, ...(person && !before && { participant: String(person) }), ...added }
    if (before && added.outcome && person) fields.participant = String(person)
    try {
      await saving.save("verification", fields, { replaces: before && !before.answer ? before.uid : null })
    } catch (error) {
      box.querySelector("[data-found]").textContent = error.message
    }
  }

  function draw(records) {
    answers.clear()
    for (const record of records) {
      if (record.kind === "verification" && record.state !== "skipped") answers.set(record.fields.fix, record)
    }
    for (const box of place.querySelectorAll("[data-fix]")) drawBox(box, answers.get(box.dataset.fix))
    const left = [...place.querySelectorAll("[data-waiting]")].filter((box) => !answers.has(box.dataset.fix)).length
    if (!tab) return
    tab.textContent = left ? `${left} left` : "none left"
    tab.classList.toggle("tag--warn", left > 0)
  }

  function drawBox(box, record) {
    for (const button of box.querySelectorAll("[name=outcome]")) {
      button.setAttribute("aria-pressed", String(button.value === record?.fields.outcome))
    }
    const found = box.querySelector("[data-found]")
    if (!record) {
      if (found.querySelector("[data-effect]")) found.replaceChildren()
      return
    }
    if (!found.querySelector("[data-effect]")) found.replaceChildren(made(box))
    const effect = found.querySelector("[data-effect]")
    effect.textContent = wordsOf(record)
    effect.parentElement.classList.toggle("says-ok--cut", ["still there", "worse"].includes(record.fields.outcome))
    for (const button of found.querySelectorAll("[data-applause]")) {
      const isOn = button.dataset.applause === record.fields.applause
      button.setAttribute("aria-pressed", String(isOn))
      button.classList.toggle("btn--on", isOn)
    }
  }

  function made(box) {
    const part = document.getElementById("verify-found").content.cloneNode(true)
    const record = () => answers.get(box.dataset.fix)
    const [quote, seconds] = [part.querySelector("[data-quote]"), part.querySelector("[data-seconds]")]
    quote.value = record().fields.quote ?? ""
    seconds.value = record().fields.seconds_after ?? ""
    part.querySelector("[data-undo]").addEventListener("click", () => saving.takeBack(record().uid).catch((error) => (box.querySelector("[data-found]").textContent = error.message)))
    part.querySelector("[data-describe]").addEventListener("click", ({ target }) => {
      target.closest("details").open = false
      answer(box, { quote: quote.value.trim(), seconds_after: seconds.value.trim() })
    })
    for (const button of part.querySelectorAll("[data-applause]")) {
      button.addEventListener("click", () => answer(box, { applause: button.dataset.applause }))
    }
    return part
  }

  function wordsOf({ state, reason, answer, fields }) {
    if (state === "sent") return `Saved. ${answer?.says ?? ""}`
    if (state === "refused") return `Kept on this phone, but refused: ${reason}`
    const outcome = `${fields.outcome[0].toUpperCase()}${fields.outcome.slice(1)}`
    return `Saved on this phone. ${outcome}${["still there", "worse"].includes(fields.outcome) ? ": it opens again, with a sighting that you can add to below" : ""}.`
  }
}

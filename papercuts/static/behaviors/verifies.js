// Looks at fixes: the answer is kept on this phone first, then sent; what they said, seconds and applause are added to it.
// *No chance to see* stores nothing. <section data-js="verifies"> around one [data-fix] for each fix. Whom one asks is
// chosen in the box [data-with]: who is watched, until somebody has answered there or another one was chosen.
import { cannotKeep, savingOf } from "../modules/saving.js"

export default function verifies(place) {
  if (cannotKeep) return
  const form = document.getElementById("capture")
  const saving = savingOf(form)
  const tab = document.querySelector("[data-n-left]")
  const answers = new Map() // by fix and person: the last record of them
  const settled = new Set() // boxes that do not follow who is watched
  const people = new Map(Object.entries(saving.known.people).map(([code, id]) => [String(id), code]))

  for (const words of place.querySelectorAll("[data-without-script]")) words.hidden = true
  for (const box of place.querySelectorAll("[data-fix]")) begin(box)
  const take = (event) => {
    const box = event.submitter?.closest("[data-fix]")
    if (!box || event.defaultPrevented) return
    event.preventDefault()
    answer(box, { outcome: event.submitter.value })
  }
  form.addEventListener("submit", take, { capture: true }) // before those who would let the form go
  form.addEventListener("change", ({ target }) => target.name === "person" && follow())
  follow()
  saving.onChange(draw)

  function personOf(box) {
    const choice = box.querySelector("[data-with]")
    return choice ? choice.value : String(saving.person() ?? "")
  }

  function keyOf(fix, person) {
    return `${fix}-${person ?? ""}`
  }

  function answerOf(box) {
    return answers.get(keyOf(box.dataset.fix, personOf(box)))
  }

  function follow() {
    for (const box of place.querySelectorAll("[data-fix][data-waiting]")) {
      const choice = box.querySelector("[data-with]")
      if (choice && saving.person() && !settled.has(box)) choice.value = String(saving.person())
    }
  }

  function begin(box) {
    box.querySelector("[data-with]")?.addEventListener("change", () => {
      settled.add(box)
      draw(saving.records)
    })
    const later = box.querySelector("[data-no-chance]")
    if (!later) return
    later.hidden = false
    later.addEventListener("click", () => {
      box.querySelector("[data-found]").textContent = "No chance to see: nothing is stored, and it waits for the next visit."
    })
  }

  // Saved anew with what was added; an answer that is on its way still is replaced, not said twice.
  async function answer(box, added) {
    const [before, person] = [answerOf(box), personOf(box)]
    const fields = { ...before?.fields, fix: box.dataset.fix, ...(person && { participant: person }), ...added }
    settled.add(box)
    try {
      await saving.save("verification", fields, { replaces: before && !before.answer ? before.uid : null })
    } catch (error) {
      box.querySelector("[data-found]").textContent = error.message
    }
  }

  function draw(records) {
    answers.clear()
    for (const record of records) {
      if (record.kind !== "verification" || record.state === "skipped") continue
      const key = keyOf(record.fields.fix, record.fields.participant)
      answers.delete(key) // the last one stands last
      answers.set(key, record)
    }
    for (const box of place.querySelectorAll("[data-fix]")) {
      const said = [...answers.values()].filter(({ fields }) => fields.fix === box.dataset.fix)
      settle(box, said.at(-1))
      drawBox(box, answerOf(box), said)
    }
    const left = [...place.querySelectorAll("[data-waiting]")].filter((box) => !box.matches("[data-said-here]")).length
    if (!tab) return
    tab.textContent = left ? `${left} left` : "none left"
    tab.classList.toggle("tag--warn", left > 0)
  }

  // Shows the person who answered last, until another one is chosen.
  function settle(box, record) {
    box.toggleAttribute("data-said-here", Boolean(record))
    const choice = box.querySelector("[data-with]")
    if (!record || !choice || settled.has(box)) return
    settled.add(box)
    choice.value = record.fields.participant ?? ""
  }

  function drawBox(box, record, said) {
    for (const button of box.querySelectorAll("[name=outcome]")) {
      button.setAttribute("aria-pressed", String(button.value === record?.fields.outcome))
    }
    const found = box.querySelector("[data-found]")
    const others = said.filter((one) => one !== record).map((one) => wordsOf(one)).join(" ")
    if (!record) {
      if (others || found.dataset.of) found.textContent = others
      delete found.dataset.of
      return
    }
    const of = keyOf(record.fields.fix, record.fields.participant)
    if (found.dataset.of !== of) found.replaceChildren(made(box))
    found.dataset.of = of
    const effect = found.querySelector("[data-effect]")
    effect.textContent = `${wordsOf(record)} ${others}`.trim()
    effect.parentElement.classList.toggle("says-ok--cut", ["still there", "worse"].includes(record.fields.outcome))
    for (const button of found.querySelectorAll("[data-applause]")) {
      const isOn = button.dataset.applause === record.fields.applause
      button.setAttribute("aria-pressed", String(isOn))
      button.classList.toggle("btn--on", isOn)
    }
  }

  function made(box) {
    const part = document.getElementById("verify-found").content.cloneNode(true)
    const record = () => answerOf(box)
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
    const outcome = `${fields.outcome[0].toUpperCase()}${fields.outcome.slice(1)}`
    const code = people.get(fields.participant)
    const what = code ? `${outcome} for ${code}` : outcome
    if (state === "sent") return `Saved. ${what}. ${answer?.says ?? ""}`.trim()
    if (state === "refused") return `${what}: kept on this phone, but refused: ${reason}`
    const opens = ["still there", "worse"].includes(fields.outcome)
    return `Saved on this phone. ${what}${opens ? ": it opens again, with a sighting that you can add to below" : ""}.`
  }
}

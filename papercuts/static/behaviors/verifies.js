// Looks at fixes: the answer is kept on this phone first, then sent; what they said, seconds and applause are added to it.
// *No chance to see* stores nothing. <section data-js="verifies"> around one [data-fix] for each fix. Whom one asks is
// chosen in the box [data-with]: who is watched, until somebody has answered there or another one was chosen.
import { cannotKeep, savingOf } from "../modules/saving.js"
import { duration, secondsIn, whyNotSeconds } from "../modules/shorthand.js"

const WORKS = ["gone", "better"]
const OPENS = ["still there", "worse"]
const APPLAUSE = { 1: "nod", 2: "smile", 3: "cheer" }

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
    say(box, event.submitter.value)
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

  // *Better* asks by how much at once: without the seconds it says little. Applause is of what works alone.
  async function say(box, outcome) {
    forgetSaid()
    await answer(box, { outcome, ...(!WORKS.includes(outcome) && { applause: "" }) })
    const added = box.querySelector("[data-found] details")
    if (outcome !== "better" || !added || answerOf(box)?.fields.seconds_after) return
    added.open = true
    added.querySelector("[data-seconds]").focus()
  }

  // What was said of an earlier tap is over.
  function forgetSaid() {
    for (const said of document.querySelectorAll(".flashes, [data-tally-said] > *")) said.remove()
    for (const found of place.querySelectorAll("[data-found]:not([data-of])")) found.textContent = ""
    saving.say("")
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
      // what the page brought and this phone says below, word for word, stands there once
      for (const part of box.querySelectorAll("[data-found-here]")) {
        part.hidden = said.some((record) => part.textContent.trim().startsWith(`${saidOf(record)}.`))
      }
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
    const isWrong = OPENS.includes(record.fields.outcome) || record.state === "refused"
    effect.parentElement.classList.toggle("says-ok--cut", isWrong)
    effect.parentElement.classList.toggle("says-ok--same", !isWrong && !WORKS.includes(record.fields.outcome))
    found.querySelector("[data-applauds]").hidden = !WORKS.includes(record.fields.outcome)
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
    part.querySelector("details").open = record().fields.outcome === "better" && !record().fields.seconds_after
    part.querySelector("[data-undo]").addEventListener("click", () => saving.takeBack(record().uid).catch((error) => (box.querySelector("[data-found]").textContent = error.message)))
    const wrong = part.querySelector("[data-seconds-wrong]")
    part.querySelector("[data-describe]").addEventListener("click", ({ target }) => {
      const why = whyNotSeconds(seconds.value)
      wrong.hidden = !why
      wrong.textContent = why && `${whatOf(record())} is saved. The seconds are not: ${why}.`
      seconds.toggleAttribute("aria-invalid", Boolean(why))
      wrong.parentElement.classList.toggle("field--error", Boolean(why))
      if (why) return seconds.focus()
      target.closest("details").open = false
      answer(box, { quote: quote.value.trim(), seconds_after: seconds.value.trim() })
    })
    for (const button of part.querySelectorAll("[data-applause]")) {
      button.addEventListener("click", () => answer(box, { applause: button.dataset.applause }))
    }
    return part
  }

  function whatOf({ fields }) {
    return `${fields.outcome[0].toUpperCase()}${fields.outcome.slice(1)}`
  }

  // "Better for P1, 3.5 s, smile", as the page says it too
  function saidOf(record) {
    const code = people.get(record.fields.participant)
    return `${whatOf(record)}${code ? ` for ${code}` : ""}${notedOf(record.fields)}`
  }

  // ", 3.5 s, smile"
  function notedOf({ seconds_after: text, applause }) {
    const seconds = text ? secondsIn(text) : null
    const measured = text && (seconds === null || Number.isNaN(seconds) ? text : duration(seconds))
    return [measured, APPLAUSE[applause]].filter(Boolean).map((words) => `, ${words}`).join("")
  }

  function wordsOf(record) {
    const { state, reason, answer, fields } = record
    const what = saidOf(record)
    if (state === "sent") return `Saved. ${what}. ${answer?.says ?? ""}`.trim()
    if (state === "refused") return `${what}: kept on this phone, but refused: ${reason}`
    const opens = OPENS.includes(fields.outcome)
    return `Saved on this phone. ${what}${opens ? ": it opens again, with a sighting that you can add to below" : ""}.`
  }
}

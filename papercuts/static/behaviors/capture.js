// Saves the line of <form data-js="capture"> on this phone first, and from there to the server; where nothing can be kept
// here the form goes as it is. What was begun is kept at each key (modules/draft.js) and given back: line, person, task,
// steps, photos. [data-drops-line] forgets it. What the page brings itself wins over what was kept.
import { clearPhotos, photosOf, setPhotos } from "../modules/photos.js"
import phone from "../modules/phone.js"
import { cannotKeep, savingOf } from "../modules/saving.js"
import { parse } from "../modules/shorthand.js"

const STEPS = ["now", "after", "device", "keyer", "m"]
const FIELDS = ["line", "person", "task", "new_task", "seen_before", "suggested", "timed", "mood", "workaround", ...STEPS]
const SEND_MS = 4_000 // what is not sent by then is sent later
const WHERE = ["person", "task", "new_task"]

export default function capture(form) {
  const { draft, effect, field, ...saving } = savingOf(form)
  const line = field("line")
  const wrong = document.getElementById("line-wrong")
  let isSaving = false
  let isLeaving = false
  let isElsewhere = false

  if (line.value || form.querySelector("[aria-invalid]")) keepLine()
  draft.ready.then(restore)
  line.addEventListener("input", keepLine)
  line.addEventListener("input", ({ isTrusted }) => isTrusted && !cannotKeep && saving.say(""))
  // above a finger's keyboard: the line, what stands beside it, and Save
  if (matchMedia("(pointer: coarse)").matches) line.addEventListener("focus", () => line.closest(".entry").scrollIntoView())
  form.addEventListener("change", keepLine)
  for (const part of form.querySelectorAll("#steps, #feeling")) part.addEventListener("input", keepLine)
  form.addEventListener("photoschange", () => draft.change({ photos: photosOf(form) }))
  for (const link of document.querySelectorAll("[data-drops-line]")) link.addEventListener("click", forget)
  document.addEventListener("click", ({ target }) => (isElsewhere = Boolean(target.closest("a[href]:not([href^='#'])"))))
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return
    const way = event.submitter?.getAttribute("formaction") ?? ""
    if (way.endsWith("/done")) return leave(event)
    if (way || cannotKeep) return draft.change({ isSent: true })
    event.preventDefault()
    keep()
  })
  if (cannotKeep) saving.say(cannotKeep)
  if (!line.autofocus && matchMedia("(pointer: fine)").matches && !location.hash) line.focus({ preventScroll: true })

  async function keep() {
    const words = whyNot()
    complain(words)
    if (words || isSaving) return
    isSaving = true
    const saved = line.value
    try {
      const { correcting } = draft.now
      const record = await saving.save("sighting", saving.fields(FIELDS), { photos: photosOf(form), replaces: correcting ?? null })
      await empty(saved)
      saving.say(`Saved on this phone. ${savingOf(form).effect(record)}`, record)
    } catch (error) {
      complain(error.message)
    } finally {
      isSaving = false
    }
  }

  // What can be told without the server; it has the last word, and what it refuses waits to be corrected.
  function whyNot() {
    const said = parse(line.value)
    const { codes } = form.querySelector("[data-codes]").dataset
    const people = form.querySelectorAll("[name=person]")
    if (!line.value.trim()) return "Write what happened"
    if (!said.text && !said.quote) return "Write what happened, beside the seconds and other marks"
    if (!said.text && form.querySelector("[name=seen_before]:checked")?.value === "new") {
      return "Write what happened beside their words: it becomes the name of the paper cut"
    }
    if (said.person && !codes.split(" ").includes(said.person)) {
      return `Nobody at this site has the code ${said.person}. Leave the @ out, or add them`
    }
    if (people.length && !said.person && ![...people].some((one) => one.checked)) return "Choose who you are watching"
    if (!field("task")?.value && !field("new_task").value.trim()) return "Choose a task, or name a new one"
    return ""
  }

  function complain(words) {
    wrong.hidden = !words
    if (words) saving.say("")
    wrong.lastElementChild.textContent = words
    if (words) line.setAttribute("aria-invalid", "true")
    else line.removeAttribute("aria-invalid")
    if (words) line.focus()
  }

  // What was typed on while it was being kept stays.
  async function empty(saved) {
    if (line.value === saved) line.value = field("timed").value = ""
    for (const name of ["now", "after"]) if (field(name)) field(name).value = ""
    // the mood was of this line alone; a list of radios refuses "" as its value
    for (const mood of form.querySelectorAll("[name=mood]")) mood.checked = !mood.value
    field("workaround").value = ""
    for (const part of form.querySelectorAll("#steps, #feeling")) part.open = false
    document.getElementById("line-kept").hidden = true
    clearPhotos(form)
    await draft.change({ line: undefined, fields: undefined, photos: undefined, correcting: undefined, timing: undefined })
    form.dispatchEvent(new Event("saved", { bubbles: true }))
    for (const one of [line, field("now")]) one?.dispatchEvent(new Event("input", { bubbles: true }))
    line.focus()
  }

  function keepLine() {
    const isBegun = Boolean(line.value.trim() || stepsWritten())
    draft.change({
      line: line.value || undefined,
      fields: isBegun ? saving.fields(FIELDS) : undefined,
      where: saving.fields(WHERE),
      isSent: undefined,
    })
  }

  function stepsWritten() {
    return ["now", "after"].some((name) => field(name)?.value.trim())
  }

  function forget() {
    draft.change({ line: undefined, fields: undefined, photos: undefined, correcting: undefined })
  }

  function restore(kept) {
    // After a form was sent, a page with a message says that it arrived; without one the line may not have.
    if (kept.isSent && document.querySelector(".flashes")) forget()
    if (document.querySelector(".error-summary")) return
    const before = draft.now
    if (!/[?&](person|task|cut)=/.test(location.search) && before.where) choose(before.where)
    if (before.photos?.length) setPhotos(form, before.photos)
    const isBegun = before.line || STEPS.slice(0, 2).some((name) => before.fields?.[name])
    if (line.value || stepsWritten() || !isBegun) return
    if (before.correcting) choose(before.fields ?? {})
    line.value = before.line ?? ""
    if (before.fields) fill(before.fields)
    document.getElementById("line-kept").hidden = !line.value
  }

  function choose(where) {
    const person = [...form.querySelectorAll("[name=person]")].find((one) => one.value === where.person)
    if (person) person.checked = true
    const task = field("task")
    if (where.task && [...(task?.options ?? [])].some((option) => option.value === where.task)) task.value = where.task
    field("new_task").value = where.new_task ?? ""
    for (const one of [person, field("new_task"), task]) one?.dispatchEvent(new Event("change", { bubbles: true }))
  }

  function fill(fields) {
    for (const name of [...STEPS, "timed", "mood", "workaround"]) if (field(name) && fields[name]) field(name).value = fields[name]
    form.querySelector("#feeling").open = Boolean(fields.mood || fields.workaround)
    if (stepsWritten()) form.querySelector("#steps").open = true
    const tell = () => {
      for (const name of STEPS.slice(2)) field(name)?.dispatchEvent(new Event("change", { bubbles: true }))
      for (const one of [line, field("now")]) one?.dispatchEvent(new Event("input", { bubbles: true }))
    }
    // once every script listens: the line is read, and known paper cuts are looked up
    if (document.readyState === "complete") tell()
    else window.addEventListener("load", tell)
  }

  // Goes to the write-up once what was counted here is kept, and sent if there is a network.
  async function leave(event) {
    draft.change({ isSent: true })
    if (cannotKeep || isLeaving) return
    event.preventDefault()
    const { submitter } = event
    if (!(await savingOf(form).beforeLeaving())) return
    if (!navigator.onLine) return tellOffline()
    const isWaiting = savingOf(form).records.some(({ state }) => state === "waiting")
    // while a form tells that it is being sent it cannot be sent anew, so this waits a moment in any case
    await Promise.race([isWaiting && phone.send(), pause(isWaiting ? SEND_MS : 0)].filter(Boolean))
    if (isElsewhere) return // a link was followed meanwhile
    isLeaving = true
    form.requestSubmit(submitter)
    isLeaving = false
  }

  function pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms))
  }

  function tellOffline() {
    const place = document.querySelector("[data-leaving-said]")
    place.textContent = "You are offline. The write-up needs a connection; what you saved is kept on this phone."
  }
}

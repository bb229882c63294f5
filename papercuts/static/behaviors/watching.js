// The watch at the top of capture: whom, which task, a clock, and how often it was done; each person and task has its
// own, and a reload keeps them. Its end is saved like a sighting: on this phone first.
import { cannotKeep, savingOf } from "../modules/saving.js"
import { clock, timeOfDay } from "../modules/times.js"

const NEW = "new: " // before the name of a task that has no number yet

export default function watching(form) {
  const saving = savingOf(form)
  const { draft, field, known } = saving
  const part = (name) => form.querySelector(`[data-${name}]`)
  const performed = field("performed")
  const sent = performed.value

  for (const name of ["fewer", "more", "clock", "watching-who"]) part(name).hidden = false
  for (const one of form.querySelectorAll("[data-without-script]")) one.hidden = true
  part("clock-start").addEventListener("click", () => change({ since: Date.now(), startedAt: now().startedAt ?? Date.now(), endedAt: undefined }))
  part("clock-stop").addEventListener("click", stop)
  part("fewer").addEventListener("click", () => setPerformed(Number(performed.value) - 1))
  part("more").addEventListener("click", () => setPerformed(Number(performed.value) + 1))
  performed.addEventListener("change", () => change({ performed: performed.value }))
  form.addEventListener("change", ({ target }) => {
    if (!["task", "new_task", "person"].includes(target.name)) return
    if (target.name !== "person" && target.value) form.querySelector("#other-task").open = false
    show()
  })
  const take = (event) => {
    if (cannotKeep || event.defaultPrevented || !event.submitter?.matches("[data-ends-watch]")) return
    event.preventDefault()
    end()
  }
  form.addEventListener("submit", take, { capture: true }) // before those who would let the form go
  saving.beforeLeaving = keepPerformed
  setInterval(tick, 1000)
  draft.ready.then(show)

  // The watch of whoever and whatever is chosen: { since, startedAt, elapsed, endedAt, performed }, times in ms.
  function now() {
    return draft.now.watches?.[key()] ?? {}
  }

  function key() {
    return `${saving.person() ?? ""}-${task().value}`
  }

  function task() {
    const name = field("new_task").value.trim()
    if (name) return { value: `${NEW}${name}`, name }
    const option = field("task")?.selectedOptions[0]
    return { value: option?.value ?? "", name: option?.text ?? "" }
  }

  function change(changes) {
    draft.change({ watches: { ...draft.now.watches, [key()]: { ...now(), ...changes } } })
    show()
  }

  function stop() {
    change({ since: null, elapsed: spent() })
  }

  function spent() {
    const { since, elapsed = 0 } = now()
    return elapsed + (since ? Math.max(Date.now() - since, 0) : 0)
  }

  function setPerformed(n) {
    performed.value = Math.min(Math.max(n || 1, 1), Number(performed.dataset.most))
    change({ performed: performed.value })
  }

  function show() {
    const { since, startedAt, endedAt } = now()
    const label = form.querySelector("[name=person]:checked")?.closest("label")?.textContent.trim()
    const code = label?.split(" ")[0] ?? ""
    part("watching-who").textContent = `${code ? `Watching ${code}` : "Watching"}${since ? ", clock running" : ""}`
    part("watching-task").textContent = task().name || "Which task?"
    part("watching-since").hidden = !startedAt && !endedAt
    part("watching-since").textContent = endedAt ? `Ended ${timeOfDay(endedAt)}, nothing more seen.` : startedAt ? `Started ${timeOfDay(startedAt)}.` : ""
    part("clock-start").hidden = Boolean(since)
    part("clock-stop").hidden = !since
    if (!performed.matches("[aria-invalid]")) performed.value = now().performed ?? kept() ?? (draft.now.watches ? 1 : sent)
    tick()
  }

  // As it was noted before, on the server.
  function kept() {
    const person = saving.person()
    return known.watches.find(([who, what]) => who === person && String(what) === task().value)?.[2]
  }

  function tick() {
    part("clock").textContent = clock(spent())
  }

  async function end() {
    if (!task().value) return say("Choose a task, or name a new one.")
    const fields = saving.fields(["person", "task", "new_task", "performed", "how_it_went"])
    try {
      const record = await saving.save("watched", fields)
      draft.change({
        watches: { ...draft.now.watches, [key()]: { performed: performed.value, endedAt: Date.now() } },
        ended: [...(draft.now.ended ?? []), record.uid],
      })
      saving.redraw()
      form.querySelector("#end-watch").open = false
      show()
      say(`Noted on this phone: “${task().name}” was watched. That nothing more was seen counts too.`, record)
    } catch (error) {
      say(error.message)
    }
  }

  // Keeps how often each task was done, where that is not what is stored; false, with words, where it is no number.
  async function keepPerformed() {
    if (!isCount(performed.value)) {
      say(`How often it was done is a whole number from 1 to ${performed.dataset.most}.`)
      performed.focus()
      return false
    }
    try {
      for (const [of, { performed: n }] of Object.entries(draft.now.watches ?? {})) {
        const fields = fieldsOf(of)
        if (n && isCount(n) && Number(n) !== storedFor(fields)) await saving.save("watched", { ...fields, performed: String(n) })
      }
      return true
    } catch (error) {
      say(error.message)
      return false
    }
  }

  function isCount(text) {
    return /^\s*\d+\s*$/.test(text) && Number(text) >= 1 && Number(text) <= Number(performed.dataset.most)
  }

  function fieldsOf(of) {
    const [, person, what] = /^(\d*)-(.*)$/s.exec(of)
    return { ...(person && { person }), ...(what.startsWith(NEW) ? { new_task: what.slice(NEW.length) } : { task: what }) }
  }

  // What this phone has said last of somebody and a task, or else the server; nobody has said more than once before.
  function storedFor({ person, task: what, new_task: name }) {
    const isIt = ({ kind, state, fields }) =>
      kind === "watched" && state !== "skipped" && fields.person === person && fields.task === what && fields.new_task === name
    const said = saving.records.filter((record) => isIt(record) && record.fields.performed).at(-1)
    const [, , there] = known.watches.find((one) => String(one[0] ?? "") === (person ?? "") && String(one[1]) === what) ?? []
    return Number(said?.fields.performed) || there || 1
  }

  function say(words, record = null) {
    saving.say(words, record, part("watch-said"))
  }
}

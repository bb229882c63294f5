// The watch at the top of capture: whom, which task, a clock, and how often it was done; each person and task has its
// own, and a reload keeps them. Its end is saved like a sighting: on this phone first.
import { cannotKeep, savingOf } from "../modules/saving.js"
import { clock, timeOfDay } from "../modules/times.js"

export default function watching(form) {
  const saving = savingOf(form)
  const { draft, field, known } = saving
  const part = (name) => form.querySelector(`[data-${name}]`)
  const performed = field("performed")
  const sent = performed.value

  for (const name of ["fewer", "more", "clock", "watching-who"]) part(name).hidden = false
  for (const one of form.querySelectorAll("[data-without-script]")) one.hidden = true
  part("clock-start").addEventListener("click", () => change({ since: Date.now(), startedAt: now().startedAt ?? Date.now() }))
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
  setInterval(tick, 1000)
  draft.ready.then(show)

  // The watch of whoever and whatever is chosen: { since, startedAt, elapsed, performed }, times in ms.
  function now() {
    return draft.now.watches?.[key()] ?? {}
  }

  function key() {
    return `${saving.person() ?? ""}-${task().value}`
  }

  function task() {
    const name = field("new_task").value.trim()
    if (name) return { value: name, name }
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
    const { since, startedAt } = now()
    const label = form.querySelector("[name=person]:checked")?.closest("label")?.textContent.trim()
    const code = label?.split(" ")[0] ?? ""
    part("watching-who").textContent = `${code ? `Watching ${code}` : "Watching"}${since ? ", clock running" : ""}`
    part("watching-task").textContent = task().name || "Which task?"
    part("watching-since").hidden = !startedAt
    part("watching-since").textContent = startedAt ? `Started ${timeOfDay(startedAt)}.` : ""
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
    if (!task().value) return saving.say("Choose a task, or name a new one.")
    const fields = saving.fields(["person", "task", "new_task", "performed", "how_it_went"])
    try {
      const record = await saving.save("watched", fields)
      draft.change({ watches: { ...draft.now.watches, [key()]: { performed: performed.value } } })
      form.querySelector("#end-watch").open = false
      show()
      saving.say(`Noted on this phone: “${task().name}” was watched. That nothing more was seen counts too.`, record)
    } catch (error) {
      saving.say(error.message)
    }
  }
}

// What the parts of the capture page share: what is known here, what was begun, what lies in the outbox, and the line
// below the line that says what became of the last thing that was saved.
import { draftOf } from "./draft.js"
import { counter, effectOf, newestOf, readKnown } from "./counted.js"
import phone, { cannotKeep } from "./phone.js"

export { cannotKeep }

const shared = new WeakMap()

export function savingOf(form) {
  if (!shared.has(form)) shared.set(form, make(form))
  return shared.get(form)
}

function make(form) {
  const known = readKnown()
  const draft = draftOf(form)
  const visit = Number(form.dataset.visit)
  const place = form.querySelector("[data-said]")
  const listeners = new Set()
  let records = []
  let last = null

  const saving = { known, draft, records, count: () => 0, effect: () => "", beforeLeaving: async () => true, onChange, save, takeBack, takeNewest, say, field, person, fields, redraw: look }
  if (!cannotKeep) {
    phone.onChange(look)
    draft.ready.then(look)
  }
  return saving

  async function look() {
    const nSent = records.filter((record) => record.state === "sent").length
    records = await phone.list(visit)
    saving.records = records
    saving.count = counter(known, records, taken())
    saving.effect = (record) => effectOf(known, records, taken(), record)
    tellLast()
    for (const listener of listeners) listener(records)
    const isMore = records.filter((record) => record.state === "sent").length > nSent
    if (isMore) form.dispatchEvent(new Event("sent")) // what the server knows of a line may have changed
  }

  function onChange(listener) {
    listeners.add(listener)
    listener(records)
  }

  // Of what the copy holds, what was taken back since.
  function taken() {
    return (draft.now.taken ?? []).filter((uid) => known.uids.includes(uid))
  }

  async function save(kind, fields, more = {}) {
    const record = await phone.save({ visit, visitName: form.dataset.name, kind, fields, observedAt: new Date().toISOString(), ...more })
    await look()
    return record
  }

  async function takeBack(uid) {
    const isHere = records.some((record) => record.uid === uid)
    if (isHere) await phone.takeBack(uid)
    else await takeBackThere(uid)
    await draft.change({ taken: [...taken(), uid] })
    if (last?.uid === uid) last = null
    await look()
  }

  // What came by another way than this phone's outbox.
  async function takeBackThere(uid) {
    const headers = { "X-CSRFToken": field("csrf_token").value, Accept: "application/json" }
    const options = { method: "DELETE", headers, redirect: "manual", signal: AbortSignal.timeout(15_000) }
    const answer = await fetch(`/capture/visits/${visit}/records/${uid}`, options).catch(() => null)
    if (answer?.ok) return
    const body = await answer?.json().catch(() => null)
    const said = Object.values(body?.errors ?? {}).flat().join(" ") || body?.title
    throw new Error(said || "This one was not counted on this phone. Take it back once you are online.")
  }

  async function takeNewest(person, cut) {
    const uid = newestOf(known, records, taken(), person, cut)
    if (!uid) throw new Error("You have not counted this one here. Who did can take it back.")
    await takeBack(uid)
  }

  // Says words, below the line or at another place; with a record also what becomes of it: "Sent", or why it is refused.
  function say(words, record = null, at = place) {
    last = record && { uid: record.uid, at }
    at.textContent = words
  }

  function tellLast() {
    const record = last && records.find((one) => one.uid === last.uid)
    if (record?.state === "sent") last.at.textContent = `Sent. ${record.answer?.says ?? ""}`.trim()
    if (record?.state === "refused") last.at.textContent = `Kept on this phone, but refused: ${record.reason}`
  }

  function field(name) {
    return form.elements.namedItem(name)
  }

  function person() {
    return Number(form.querySelector("[name=person]:checked")?.value) || null
  }

  // What the form holds of these names, as text; what is empty is left out.
  function fields(names) {
    const given = [...new FormData(form)].filter(([name, value]) => names.includes(name) && typeof value === "string")
    return Object.fromEntries(given.filter(([, value]) => value.trim()))
  }
}

// Puts what this phone keeps of a visit into its log, each sighting once: on the phone, sent, or refused and why; and the
// watches that were ended here.
import { cutOf, notHeld, personOf } from "../modules/counted.js"
import { cannotKeep, savingOf } from "../modules/saving.js"
import { parse } from "../modules/shorthand.js"
import { timeOfDay } from "../modules/times.js"

export default function visitlog(place) {
  if (cannotKeep) return
  const saving = savingOf(document.getElementById("capture"))
  const { known } = saving
  const list = place.querySelector(".log")
  const count = place.querySelector("[data-n-sightings]")
  const tab = document.querySelector("[data-n-seen]")
  const nThere = Number(count.dataset.nSightings)
  const own = new Map()

  saving.onChange(draw)

  function draw(records) {
    const taken = saving.draft.now.taken ?? []
    const there = new Set([...list.querySelectorAll("li[data-uid]")].map((item) => item.dataset.uid))
    const kept = new Set([...notHeld(known, records), ...records.filter(isEnded)])
    const shown = records.filter((record) => kept.has(record) && (!there.has(record.uid) || own.has(record.uid)))
    for (const [uid, item] of own) if (!shown.some((record) => record.uid === uid)) item.remove()
    for (const record of shown) list.prepend(drawn(record))
    for (const item of list.querySelectorAll("li[data-uid]")) item.hidden = taken.includes(item.dataset.uid)
    tell(nThere - known.uids.filter((uid) => taken.includes(uid)).length + notHeld(known, records).length)
  }

  // What the page says itself of a watch at which nothing was seen is not said twice.
  function isEnded({ uid, kind, state, sentAt, fields }) {
    if (kind !== "watched" || state === "skipped" || !saving.draft.now.ended?.includes(uid)) return false
    const isNewer = !sentAt || Date.parse(sentAt) > Date.parse(known.madeAt)
    return isNewer || Boolean(fields.task && !place.querySelector(`[data-watch="${fields.person ?? ""}-${fields.task}"]`))
  }

  function tell(n) {
    count.textContent = `${n.toLocaleString("en-GB")} ${n === 1 ? "sighting" : "sightings"}`
    if (tab) tab.textContent = n.toLocaleString("en-GB")
    list.hidden = !list.children.length
    const empty = place.querySelector("[data-log-empty]")
    if (empty) empty.hidden = list.children.length > 0
  }

  function drawn(record) {
    const item = own.get(record.uid) ?? document.getElementById("log-item").content.firstElementChild.cloneNode(true)
    own.set(record.uid, item)
    item.dataset.uid = record.uid
    const isWatch = record.kind === "watched"
    const number = isWatch ? null : (record.answer?.paper_cut ?? cutOf(record))
    const code = codeOf(record)
    item.querySelector("time").textContent = timeOfDay(record.observedAt)
    item.querySelector("bdi").textContent = isWatch ? watchOf(record) : textOf(record)
    item.querySelector(".ref").textContent = number ? `PC-${number}` : ""
    item.querySelector(".faint").textContent = isWatch ? "" : code
    state(item.querySelector(".state"), record)
    return item
  }

  function codeOf(record) {
    return Object.entries(known.people).find(([, id]) => id === personOf(record, known))?.[0] ?? ""
  }

  function watchOf(record) {
    const { task, new_task: name } = record.fields
    const choice = [...(saving.field("task")?.options ?? [])].find((option) => option.value === task)
    return `Watched ${codeOf(record) || "somebody"} at “${name ?? choice?.text ?? ""}”, nothing more seen`
  }

  function textOf({ fields }) {
    if (fields.tally) return fields.line
    return parse(fields.line ?? "").text || "Said something"
  }

  function state(place, { state, reason }) {
    place.className = `state state--${{ sent: "sent", refused: "no" }[state] ?? "wait"}`
    if (state === "refused") place.replaceChildren(`Refused: ${reason} `, document.getElementById("log-correct").content.cloneNode(true))
    else place.replaceChildren(document.getElementById(state === "sent" ? "log-sent" : "log-wait").content.cloneNode(true))
  }
}

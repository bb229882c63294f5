// The outbox: what this phone keeps, each with its state in words and what can be done about it.
// <div data-js="outboxpage"> with [data-list], [data-sum], [data-told], a <template> of one record, and the backup's parts.
import { makeBackup, readBackup } from "../modules/backup.js"
import { visitsOf } from "../modules/copies.js"
import phone, { askToPersist, cannotKeep, store } from "../modules/phone.js"
import { counted, deleting, elsewhere, NOUNS, since, when } from "../modules/told.js"

export default function outboxpage(place) {
  const part = (name) => place.querySelector(`[data-${name}]`)
  const say = (words) => (part("told").textContent = words)
  if (cannotKeep) return
  place.hidden = false
  part("save").addEventListener("click", saveBackup)
  part("read").addEventListener("change", read)
  part("persist").addEventListener("click", async () => sayPersisted(await askToPersist(), true))
  navigator.storage?.persisted?.().then((isKept) => sayPersisted(isKept))
  phone.onChange(show)
  show()

  async function show() {
    const status = await phone.status()
    const { unsent: records, sent, oldestAt, takenBack } = status
    const lines = [records.length ? `${counted(records)} not sent, the oldest from ${since(oldestAt)}.` : status.others ? "" : "Nothing waits here."]
    if (takenBack) lines.push(`${takenBack} taken back, which the server does not know yet.`)
    if (status.others) lines.push(elsewhere(status))
    if (sent.length) lines.push(`${counted(sent)} sent, and kept here for 30 days for safety.`)
    part("sum").textContent = lines.join(" ")
    await draw(records)
  }

  // Rows stay the same elements while their records do not change, so that a button keeps the focus.
  async function draw(records) {
    const list = part("list")
    const before = new Map([...list.children].map((row) => [row.dataset.uid, row]))
    const rows = await Promise.all(records.map(async (record) => {
      const photos = await phone.photosOf(record.uid)
      const mark = JSON.stringify([record, photos.map((photo) => [photo.uid, photo.reason, photo.sentAt])])
      const old = before.get(record.uid)
      return old?.dataset.mark === mark ? old : row(record, photos, mark)
    }))
    if (rows.some((each, at) => each !== list.children[at]) || rows.length !== list.children.length) list.replaceChildren(...rows)
  }

  function row(record, photos, mark) {
    const item = place.querySelector("template").content.firstElementChild.cloneNode(true)
    const of = (name) => item.querySelector(`[data-${name}]`)
    Object.assign(item.dataset, { uid: record.uid, mark })
    of("line").textContent = record.fields.line || record.fields.outcome || NOUNS[record.kind]
    of("where").textContent = `${record.visitName || `Visit ${record.visit}`}, ${when(record.observedAt)}`
    of("state").textContent = stateOf(record)
    of("state").classList.toggle("tag--cut", record.state === "refused")
    of("reason").textContent = record.state === "waiting" ? "" : record.reason
    of("photos").append(...photos.map(picture))
    const without = missing(record, photos)
    of("leave").textContent = without.length === 1 ? "Leave out the photo" : `Leave out ${without.length} photos`
    of("leave").hidden = !without.length
    const acts = { leave: () => phone.leaveOut(record.uid, without).then(phone.send), retry: () => phone.retry(record.uid).then(phone.send), skip: () => phone.skip(record.uid), correct: () => correct(record, photos), drop: () => drop(record) }
    for (const [name, act] of Object.entries(acts)) of(name).addEventListener("click", () => act().catch((error) => say(error.message)))
    of("skip").hidden = record.state === "skipped"
    of("correct").hidden = record.kind !== "sighting" || record.status === 404
    if (record.status === 404) offerVisits(of("move"), record)
    return item
  }

  // Photos for which it was refused: those that the server will not have, and those that this phone has lost.
  function missing(record, photos) {
    const refused = photos.filter((photo) => photo.reason && !photo.sentAt).map((photo) => photo.uid)
    const lost = record.photos.filter((uid) => !photos.some((photo) => photo.uid === uid) && !record.answer?.photos?.[uid])
    return record.answer && record.state !== "waiting" ? [...refused, ...lost] : []
  }

  // A photo of its own bytes, and that the server will not have it.
  function picture(photo) {
    const figure = document.createElement("figure")
    const image = Object.assign(new Image(), { src: URL.createObjectURL(photo.blob), alt: photo.caption || "Photo", width: 80, height: 60 })
    image.addEventListener("load", () => URL.revokeObjectURL(image.src))
    figure.append(image)
    if (photo.reason && !photo.sentAt) figure.append(Object.assign(document.createElement("figcaption"), { textContent: "Refused" }))
    return figure
  }

  async function offerVisits(form, record) {
    const select = form.querySelector("select")
    const here = (await visitsOf(record.account)).filter((copy) => copy.visit !== record.visit)
    select.append(...here.map(({ visit, name }) => new Option(name, visit)))
    form.hidden = !here.length
    form.nextElementSibling.hidden = Boolean(here.length)
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      await phone.moveTo(record.uid, Number(select.value), select.selectedOptions[0].text)
      phone.send()
    })
  }

  // Opens the page of its visit with what was typed; what somebody has begun to type there is not replaced.
  async function correct(record, photos) {
    const begun = await phone.draft(record.visit)
    if (begun?.line?.trim() && begun.correcting !== record.uid) {
      throw new Error("A line is begun at that visit. Save it or clear it there first, then correct this one.")
    }
    const kept = photos.map(({ uid, blob, caption }) => ({ uid, blob, caption }))
    await phone.keepDraft(record.visit, { ...begun, line: record.fields.line ?? "", fields: record.fields, photos: kept, correcting: record.uid })
    location.assign(`/capture/visits/${record.visit}`)
  }

  async function drop(record) {
    const now = (await store.record(record.uid)) ?? record // it may have arrived since it was drawn
    if (window.confirm(deleting(now))) await phone.takeBack(record.uid)
  }

  async function saveBackup() {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(await makeBackup(store))
    link.download = `papercuts-outbox-${new Date().toISOString().slice(0, 10)}.json`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    say("The backup file is saved. It holds what people said and the photos: keep it where only you can read it.")
  }

  async function read({ target }) {
    try {
      const { added, known } = await readBackup(store, target.files[0])
      say(`${added} read from the file${known ? `, ${known} were here already` : ""}.`)
      await phone.changed()
      phone.send()
    } catch (error) {
      say(error.message)
    }
    target.value = ""
  }

  function sayPersisted(isKept, isAsked = false) {
    part("persist").hidden = isKept === true || !navigator.storage?.persist
    part("persisted").textContent = isKept
      ? "This browser has promised to keep what is here until papercuts deletes it."
      : isAsked
        ? "This browser does not promise it: it may clear what is here when the phone runs out of room. Send soon, or save a backup file."
        : "This browser has not promised yet to keep what is here when the phone runs out of room."
  }

  function stateOf(record) {
    if (record.state === "refused") return "Refused"
    if (record.state === "skipped") return "Skipped"
    if (record.answer) return "Sent, photos on phone"
    return "On phone"
  }
}

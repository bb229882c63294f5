// A backup of the outbox as one JSON file, photos inside; reading it back never makes anything double.
import { sha256 } from "./outbox.js"

const FORMAT = "papercuts outbox"
const VERSION = 1
const UID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const KINDS = ["sighting", "watched", "verification"]
const BYTES_MOST = 400 * 1024 * 1024 // more does not fit into one text in today's browsers

// Returns a Blob with every record that has not come to its end, of all accounts of this phone.
export async function makeBackup(store, now = new Date()) {
  const parts = [`{"format":"${FORMAT}","version":${VERSION},"madeAt":"${now.toISOString()}","records":[`]
  const unsent = (await store.records()).filter((record) => record.state !== "sent" && !record.takeBack)
  for (const [at, record] of unsent.entries()) {
    const photos = await Promise.all((await store.photosOf(record.uid)).map(asText))
    parts.push(at ? "," : "", JSON.stringify({ ...record, order: record.photos, photos }))
  }
  return new Blob([...parts, "]}\n"], { type: "application/json" })
}

// Adds what is not here yet, and returns {added, known}; a file that is not a whole backup adds nothing.
// Throws an Error with words.
export async function readBackup(store, file) {
  if (file.size > BYTES_MOST) throw new Error("This file is bigger than 400 MB. It is not a backup of an outbox.")
  const rows = await Promise.all((await parse(file)).map(checked))
  const fresh = await newIn(store, rows)
  for (const { record, photos } of fresh) await store.add(record, photos)
  return { added: fresh.length, known: rows.length - fresh.length }
}

const DAMAGED = "This backup is damaged: not everything in it fits together. Nothing of it was read."

// Those that are not here yet. Ids that stand twice, or photos that are here with another record, are found before
// anything is added.
async function newIn(store, rows) {
  const here = new Set((await store.records()).map(({ uid }) => uid))
  const fresh = rows.filter(({ record }) => !here.has(record.uid))
  const ids = [...rows.map(({ record }) => record.uid), ...(await store.photoKeys()), ...fresh.flatMap(({ photos }) => photos.map(({ uid }) => uid))]
  if (new Set(ids).size !== ids.length) throw new Error(DAMAGED)
  return fresh
}

async function parse(file) {
  let given
  try {
    given = JSON.parse(await file.text())
  } catch {
    throw new Error("This file is not a backup of an outbox, or only a part of one.")
  }
  if (given?.format !== FORMAT || !Array.isArray(given.records)) throw new Error("This file is not a backup of an outbox.")
  if (given.version !== VERSION) throw new Error("This backup is of a newer papercuts. Reload the page, then read it again.")
  return given.records
}

async function checked(given) {
  const isWhole =
    UID.test(given?.uid) &&
    KINDS.includes(given.kind) &&
    Number.isInteger(given.account) &&
    Number.isInteger(given.visit) &&
    isTexts(given.fields) &&
    [given.observedAt, given.savedAt].every((at) => Number.isFinite(Date.parse(at))) &&
    [given.photos, given.order].every(Array.isArray) &&
    given.order.every((uid) => UID.test(uid)) &&
    given.photos.every((photo) => given.order.includes(photo?.uid) && typeof photo.data === "string")
  if (!isWhole) throw new Error(DAMAGED)
  const photos = await Promise.all(given.photos.map(asRow))
  const state = ["refused", "skipped"].includes(given.state) ? given.state : "waiting"
  const record = {
    uid: given.uid, account: given.account, instance: given.instance ?? null, visit: given.visit, visitName: `${given.visitName ?? ""}`,
    kind: given.kind, fields: given.fields, observedAt: given.observedAt, savedAt: given.savedAt, photos: given.order,
    state, reason: state === "refused" ? `${given.reason ?? ""}` : "", status: Number(given.status) || 0,
    tries: 1, sentAt: null, answer: null, takeBack: false, isAgain: false, // it may have arrived from where it was
  }
  return { record, photos }
}

function isTexts(fields) {
  return fields !== null && typeof fields === "object" && !Array.isArray(fields) && Object.values(fields).every((text) => typeof text === "string")
}

async function asText({ uid, blob, type, caption, sha256 }) {
  const data = await new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener("load", () => resolve(reader.result.split(",")[1] ?? ""))
    reader.addEventListener("error", () => reject(reader.error))
    reader.readAsDataURL(blob)
  })
  return { uid, type, caption, sha256, data }
}

async function asRow({ uid, type, caption, sha256: given, data }) {
  let bytes
  try {
    bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
  } catch {
    throw new Error(DAMAGED)
  }
  const blob = new Blob([bytes], { type: `${type}` })
  if ((await sha256(blob)) !== given) throw new Error(DAMAGED)
  return { uid, blob, type: blob.type, caption: `${caption ?? ""}`, sha256: given, sentAt: null, reason: "" }
}

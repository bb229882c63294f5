// How the outbox speaks of times and of what is in it.
import { mayBeThere } from "./sending.js"

const HOUR_MS = 60 * 60 * 1000
export const DAY_MS = 24 * HOUR_MS
const OLD_DAYS = 3 // from here on what waits is worth a warning
const NAMES = { sighting: "sighting", watched: "watch", verification: "verification" }
export const NOUNS = { sighting: "Sighting", watched: "Watched, nothing more seen", verification: "Verification" }

// "09:12 today", "09:12 yesterday", "09:12 on 12 March"; in this phone's time.
export function when(iso, now = new Date()) {
  const at = new Date(iso)
  const clock = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
  if (at.toDateString() === now.toDateString()) return `${clock} today`
  if (at.toDateString() === new Date(now - DAY_MS).toDateString()) return `${clock} yesterday`
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }
  return `${clock} on ${at.toLocaleDateString("en-GB", { day: "numeric", month: "long", ...year })}`
}

// "09:12", and the day where it is not today.
export function since(iso, now = new Date()) {
  return when(iso, now).replace(/ today$/, "")
}

// "3 sightings are kept on this phone, the oldest from 09:12.", or "" of none.
export function kept(records, now = new Date()) {
  if (!records.length) return ""
  const oldest = since(records.map((record) => record.savedAt).sort()[0], now)
  return records.length === 1 ? `${counted(records)} is kept on this phone, from ${oldest}.` : `${counted(records)} are kept on this phone, the oldest from ${oldest}.`
}

// What deleting a record does, as a question.
export function deleting(record) {
  if (record.answer) return "Delete this for ever? It has reached the server: it is taken back there too, with the photos that arrived."
  if (mayBeThere(record)) return "Delete this for ever? It may have reached the server: then it is taken back there too."
  return "Delete this from the phone for ever? It is not on the server."
}

// Tells what has arrived after it had waited, once: given each status, returns "3 sightings sent." or "".
export function createArrivals() {
  const waited = new Set()
  let isFirst = true
  return ({ name, unsent, sent }, isOffline = false) => {
    const isHeldUp = isFirst || isOffline || !["idle", "sending"].includes(name)
    isFirst = false
    if (isHeldUp) for (const { uid, state } of unsent) if (state === "waiting") waited.add(uid)
    if (name === "sending") return "" // in one sentence when it is through
    const arrived = sent.filter(({ uid }) => waited.delete(uid))
    return arrived.length ? `${counted(arrived)} sent.` : ""
  }
}

// "3 sightings", "1 verification", "4 entries" where they are of several kinds.
export function counted(records) {
  const kinds = [...new Set(records.map((record) => record.kind))]
  const name = kinds.length === 1 ? NAMES[kinds[0]] : "entry"
  return records.length === 1 ? `1 ${name}` : `${records.length} ${name.endsWith("y") ? "entries" : name === "watch" ? "watches" : `${name}s`}`
}

// Words on what this page cannot send: of another account, or of whoever it may be while nobody is signed in; or "".
export function elsewhere({ others, account }) {
  if (!others) return ""
  if (account === null) return `${others} ${others === 1 ? "is" : "are"} kept on this phone: sign in to see and send ${others === 1 ? "it" : "them"}.`
  return `${others} of another account ${others === 1 ? "waits" : "wait"} here, and ${others === 1 ? "is" : "are"} sent when it signs in.`
}

// Words on what has waited for days, or "".
export function late(oldestAt, now = new Date()) {
  const days = Math.floor((now - new Date(oldestAt)) / DAY_MS)
  return oldestAt && days >= OLD_DAYS ? `The oldest has waited for ${days} days: get online soon, or save a backup file.` : ""
}

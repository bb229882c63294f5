// How the outbox speaks of times and of what is in it.
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

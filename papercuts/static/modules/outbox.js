// The outbox: what was captured stays on this phone until the server has it, with every photo, and 30 days longer.
// Store, sender and clock are given, so that each fault between phone and server can be tried (docs/outbox.md).
import { isOf, mayBeThere, sendAll } from "./sending.js"

export const KEEP_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000
const HELD_AT_ONCE = 500
const WAIT_MS = { first: 5_000, longest: 15 * 60_000 }
const TELL_MS = 250
const LOCK = "papercuts-outbox"

// account: whose page this is; now: what the phone takes for the time; ticks: a clock that nobody can set
export function createOutbox({ store, sender, account = null, now = () => new Date(), ticks = () => performance.now(), locks = navigator.locks, channel = null, asksHeld = true }) {
  const listeners = new Set()
  const waits = new Map() // by record: {until, tries}; of this page only, so that a new one tries at once
  let state = { name: "idle", words: "" }
  let closedUntil = 0 // the server asked to wait
  let toldAt = -TELL_MS
  let sending = null
  let isAgain = false
  let isHeldAsked = !asksHeld

  const iso = () => now().toISOString()
  const isMine = (record) => record.account === account
  if (channel) channel.onmessage = () => tell({ isOwn: false })

  async function tell({ isOwn = true } = {}) {
    if (isOwn) channel?.postMessage("changed")
    const now = await status()
    for (const listener of listeners) listener(now)
  }

  // --- writing -------------------------------------------------------------------------------------------------------

  async function save({ uid = crypto.randomUUID(), visit, visitName, kind, fields, observedAt = iso(), photos = [], replaces = null }) {
    const rows = await Promise.all(photos.map(photoRow))
    const instance = (await store.get("facts", "session"))?.instance ?? null
    const before = replaces && (await store.record(replaces))
    // an earlier wording that may have arrived is taken back by its own number; else it just goes
    const isOnTheWay = before && mayBeThere(before)
    if (isOnTheWay) rows.forEach((row) => (row.uid = crypto.randomUUID()))
    const record = {
      uid, account, instance, visit, visitName, kind, fields, observedAt: before?.observedAt ?? observedAt, savedAt: iso(), photos: rows.map((row) => row.uid),
      state: "waiting", reason: "", status: 0, tries: 0, sentAt: null, answer: null, takeBack: false, isAgain: false,
    }
    const kept = await keep(() => store.add(record, rows, isOnTheWay ? null : replaces), rows.length)
    if (isOnTheWay) await takeBack(replaces)
    await tell()
    return kept
  }

  async function takeBack(uid) {
    // never sent, then it simply goes; else the server has to hear of it
    await store.change(uid, (record) =>
      record.tries || record.answer ? { ...record, takeBack: true, state: "waiting", reason: "", status: 0 } : null,
    )
    waits.delete(uid)
    await tell()
  }

  async function retry(uid) {
    waits.delete(uid)
    closedUntil = 0
    await store.change(uid, (record) => (record.state === "sent" ? undefined : { ...record, state: "waiting", reason: "", status: 0 }))
    await tell()
  }

  async function skip(uid) {
    await store.change(uid, (record) => (record.state === "sent" ? undefined : { ...record, state: "skipped" }))
    await tell()
  }

  async function moveTo(uid, visit, visitName) {
    await store.change(uid, (record) => (record.answer ? undefined : { ...record, visit, visitName }))
    await retry(uid)
  }

  // Photos that the server will not have, or that this phone has lost: the record goes on without them.
  async function leaveOut(uid, photos) {
    for (const photo of photos) await store.dropPhoto(photo)
    await store.change(uid, (record) => ({ ...record, photos: record.photos.filter((each) => !photos.includes(each)) }))
    await retry(uid)
  }

  // --- reading -------------------------------------------------------------------------------------------------------

  async function list(visit = null) {
    const records = await store.records()
    return records.filter((record) => isMine(record) && !record.takeBack && (visit === null || record.visit === visit))
  }

  async function status() {
    const records = await store.records()
    const unsent = records.filter((record) => record.state !== "sent")
    const mine = unsent.filter(isMine)
    const sent = records.filter((record) => record.state === "sent" && isMine(record))
    const count = (name) => mine.filter((record) => record.state === name && !record.takeBack).length
    return {
      ...state,
      account,
      unsent: mine.filter((record) => !record.takeBack),
      sent,
      waiting: count("waiting"),
      refused: count("refused"),
      skipped: count("skipped"),
      takenBack: mine.filter((record) => record.takeBack).length,
      others: unsent.length - mine.length,
      oldestAt: mine.map((record) => record.savedAt).sort()[0] ?? null,
    }
  }

  // --- sending -------------------------------------------------------------------------------------------------------

  // Sends what is due, one tab at a time; asked again while it runs, it looks once more when it is through.
  function send({ isUrged = false } = {}) {
    if (isUrged) {
      waits.clear()
      closedUntil = 0
    }
    isAgain = true
    sending ??= alone(async () => {
      while (isAgain) {
        isAgain = false
        await pass()
      }
    }).finally(() => (sending = null))
    return sending
  }

  function alone(work) {
    return locks ? locks.request(LOCK, work) : work()
  }

  async function pass() {
    const isDue = (record) => (waits.get(record.uid)?.until ?? 0) <= ticks()
    const due = (await store.records()).filter((record) => record.state === "waiting" && isDue(record))
    if (ticks() < closedUntil || (!due.length && isHeldAsked)) return
    const session = await sender.session()
    if (session.status !== 200) return close(session)
    await store.put("facts", { name: "session", ...session.body, csrf: undefined })
    if (!isHeldAsked) await askHeld(session.body)
    await say("sending", "")
    const end = await sendAll({ store, sender, session: session.body, isDue, iso, onStep, failed, succeeded: (uid) => waits.delete(uid) })
    await forgetOld(session.body.now)
    if (end) return close(end)
    await say("idle", "")
  }

  // While much is sent, not every step: who listens reads the whole list again.
  async function onStep() {
    if (ticks() - toldAt < TELL_MS) return
    toldAt = ticks()
    await tell()
  }

  function failed(uid, seconds) {
    const tries = (waits.get(uid)?.tries ?? 0) + 1
    const wait = Math.min(seconds ? seconds * 1000 : WAIT_MS.first * 2 ** (tries - 1), WAIT_MS.longest)
    waits.set(uid, { tries, until: ticks() + wait })
  }

  // Nothing more can be sent for now, and nothing is lost: says why, and waits where the server says how long.
  async function close({ status, words, retryAfter }) {
    if (retryAfter) closedUntil = ticks() + Math.min(retryAfter * 1000, WAIT_MS.longest)
    await say({ 0: "offline", 401: "signed out", 403: "no role" }[status] ?? "busy", words)
  }

  async function say(name, words) {
    state = { name, words }
    await tell()
  }

  // A server that was put back from a backup has lost what it had answered for: it gets that again.
  async function askHeld({ account, instance }) {
    const sent = (await store.records()).filter((record) => record.state === "sent" && isOf(record, { account, instance }))
    for (let at = 0; at < sent.length; at += HELD_AT_ONCE) {
      const answer = await sender.held(sent.slice(at, at + HELD_AT_ONCE).map((record) => record.uid))
      if (answer.status !== 200) return
      const photosOf = answer.body.missing_photos ?? {}
      for (const uid of [...(answer.body.missing ?? []), ...Object.keys(photosOf)]) await sendAgain(uid, photosOf[uid])
    }
    isHeldAsked = true
  }

  async function sendAgain(uid, photos = null) {
    const rows = await store.photosOf(uid)
    const lost = rows.filter((row) => photos === null || photos.includes(row.uid))
    for (const row of lost) await store.changePhoto(row.uid, (photo) => ({ ...photo, sentAt: null }))
    await store.change(uid, (record) => ({ ...record, state: "waiting", answer: photos ? record.answer : null, sentAt: null, isAgain: false }))
  }

  // By the server's clock alone: the phone's may be a year off.
  async function forgetOld(serverNow) {
    const before = Date.parse(serverNow) - KEEP_DAYS * DAY_MS
    for (const { uid, state, sentAt } of await store.records()) {
      if (state === "sent" && Date.parse(sentAt) < before) await store.change(uid, () => null)
    }
  }

  // In how long to try again, in ms: the earliest of what waits; null when nothing does.
  async function nextTry() {
    const waiting = (await store.records()).filter((record) => record.state === "waiting")
    if (!waiting.length) return null
    const earliest = Math.min(...waiting.map((record) => waits.get(record.uid)?.until ?? 0))
    return Math.max(closedUntil - ticks(), earliest - ticks(), WAIT_MS.first)
  }

  // --- what was only begun -------------------------------------------------------------------------------------------

  const draftKey = (visit) => `${account}-${visit}`
  const draft = async (visit) => (await store.get("drafts", draftKey(visit)))?.draft ?? null
  const keepDraft = (visit, draft) =>
    keep(() => (draft === null ? store.drop("drafts", draftKey(visit)) : store.put("drafts", { key: draftKey(visit), account, visit, draft })))

  const drafts = async () => (await store.getAll("drafts")).filter(({ draft }) => draft.line?.trim() || draft.photos?.length).length

  return {
    drafts, save, takeBack, retry, skip, moveTo, leaveOut, list, status, send, nextTry, draft, keepDraft,
    photosOf: (uid) => store.photosOf(uid),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    changed: tell,
  }
}

export async function photoRow({ uid = crypto.randomUUID(), blob, caption = "" }) {
  return { uid, blob, type: blob.type, caption, sha256: await sha256(blob), sentAt: null, reason: "" }
}

export async function sha256(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

// Runs a write, and says in words why a phone refuses one; isFull: without the photo there may be room.
async function keep(write, photos = 0) {
  try {
    return await write()
  } catch (cause) {
    if (cause.isWords) throw cause
    const isFull = cause.name === "QuotaExceededError"
    const error = new Error(isFull ? full(photos) : `This phone did not keep it: ${cause.message || cause.name}`, { cause })
    error.isFull = isFull
    error.canKeepText = photos > 0
    throw error
  }
}

function full(photos) {
  return photos ? "This phone is full. Save it without the photo, or make room and save again." : "This phone is full. Make room, then save again."
}

// One pass over the outbox: each record is tried on its own, so that a bad one never blocks the rest.

const CUT = "The server did not get the whole picture."
const UNANSWERED_MOST = 3 // in a row: then there is no connection worth the battery
const ENDS = new Set([401, 403]) // of the whole pass: it would be the same for every record
const WAITS = new Set([429, 503, 507])

// Returns the answer that ended the pass early, or null when every record had its turn.
export async function sendAll({ store, sender, session, isDue, iso, onStep, failed, succeeded }) {
  const started = performance.now()
  const time = () => new Date(Date.parse(session.now) + performance.now() - started).toISOString() // by the server's clock
  let unanswered = 0
  for (const { uid } of (await store.records()).filter((record) => record.state === "waiting" && isDue(record))) {
    const record = await store.record(uid) // as it is now: it may have been taken back since
    if (record?.state !== "waiting" || !isOf(record, session)) continue
    let answer = await sendOne({ store, sender, record, iso, time })
    if (answer?.status === 403 && (await sender.session()).status === 200) answer = await notAllowed(store, record, answer)
    if (answer === null) succeeded(uid)
    else failed(uid, answer.retryAfter)
    unanswered = answer?.status === 0 ? unanswered + 1 : 0
    await onStep()
    if (answer && (ENDS.has(answer.status) || WAITS.has(answer.status) || unanswered >= UNANSWERED_MOST)) return answer
  }
  return null
}

// Returns null when the record has come to an end, sent or refused; else the answer because of which it waits on.
async function sendOne({ store, sender, record, iso, time }) {
  if (record.takeBack) return sendTakingBack(store, sender, record)
  if (!record.answer) {
    // noted before it leaves: whether it arrived is open from here on
    const changed = await store.change(record.uid, (now) => (now.takeBack ? undefined : { ...now, tries: now.tries + 1 }))
    if (!changed || changed.takeBack) return null
    const answer = await sender.sendRecord(record, iso())
    const isTaken = answer.body?.uid === record.uid || answer.body?.taken_back === true
    if (!isTaken) return answer.status === 200 || answer.status === 201 ? { ...answer, status: 0 } : refuse(store, record, answer)
    await store.change(record.uid, (now) => ({ ...now, answer: answer.body }))
    for (const [uid, sha256] of Object.entries(answer.body.photos ?? {})) if (sha256) await arrived(store, uid, sha256, time())
    if (answer.body.taken_back) return finish(store, record, time())
  }
  const answer = await sendPhotos(store, sender, record, time)
  if (answer) return answer
  return finish(store, record, time())
}

// The role allows to send, but not this: like a verification by an engineer.
async function notAllowed(store, record, { words, status }) {
  await store.change(record.uid, (now) => ({ ...now, takeBack: false, state: "refused", reason: words, status: now.takeBack ? 0 : status }))
  return null
}

async function sendTakingBack(store, sender, record) {
  const answer = await sender.takeBack(record)
  if (answer.status === 200 || answer.status === 204) {
    await store.change(record.uid, () => null)
    return null
  }
  if (isLater(answer)) return answer
  // the server keeps it, and says why
  const status = answer.status === 404 ? 404 : 0
  await store.change(record.uid, (now) => ({ ...now, takeBack: false, state: now.answer ? "sent" : "refused", reason: answer.words, status }))
  return null
}

// Sends the photos that are not proved to be there; returns an answer to wait for, or null. A refused one is noted on it.
async function sendPhotos(store, sender, record, time) {
  const at = (photo) => record.photos.indexOf(photo.uid)
  for (const photo of (await store.photosOf(record.uid)).sort((a, b) => at(a) - at(b))) {
    if (photo.sentAt) continue
    const answer = await sender.sendPhoto(record, photo)
    if (answer.status === 404 && !record.isAgain) {
      // the sighting is not there any more: it has to go first, then its photos
      await store.change(record.uid, (now) => ({ ...now, answer: null, isAgain: true }))
      return answer
    }
    if (await arrived(store, photo.uid, answer.body?.sha256, time())) continue
    if (isLater(answer)) return answer
    const reason = { 404: "Its sighting is not on the server any more.", 200: CUT, 201: CUT }[answer.status] ?? answer.words
    await store.changePhoto(photo.uid, (now) => ({ ...now, reason }))
    if (answer.status < 400) return { ...answer, status: 0 }
  }
  return null
}

// Notes that a photo has arrived, if the server names the digest of the very bytes that are kept here.
async function arrived(store, uid, sha256, at) {
  let isThere = false
  await store.changePhoto(uid, (photo) => {
    isThere = Boolean(sha256) && photo.sha256 === sha256
    return isThere ? { ...photo, sentAt: at, reason: "" } : photo
  })
  return isThere
}

// All is there, or what is missing is said: photos that were refused, and those that this phone has lost.
async function finish(store, record, at) {
  await store.change(record.uid, (now, photos) => {
    if (now.takeBack) return undefined
    const unsent = photos.filter((photo) => !photo.sentAt)
    const lost = now.photos.filter((uid) => !photos.some((photo) => photo.uid === uid) && !now.answer?.photos?.[uid])
    if (now.answer?.taken_back || (!unsent.length && !lost.length)) return { ...now, state: "sent", sentAt: at, reason: "", status: 0, isAgain: false }
    const words = unsent.map((photo) => `A photo was refused: ${photo.reason}`)
    if (lost.length) words.push(`${lost.length === 1 ? "A photo is" : `${lost.length} photos are`} no longer on this phone.`)
    return { ...now, state: "refused", reason: words.join(" ") }
  })
  return null
}

async function refuse(store, record, answer) {
  if (isLater(answer) || (answer.status === 400 && record.tries < 2)) return answer // 400: signed in anew meanwhile
  await store.change(record.uid, (now) => (now.takeBack ? undefined : { ...now, state: "refused", reason: answer.words, status: answer.status }))
  return null
}

// What has nothing to do with what was captured, and will pass.
function isLater({ status }) {
  return status === 0 || status === 409 || status === 408 || status === 425 || ENDS.has(status) || WAITS.has(status) || status >= 500
}

// Whether a record may be on the server: it was answered for, or a try of it was not answered. One that was refused as a
// whole, and is so still or skipped, has the status of its refusal.
export function mayBeThere({ answer, tries, status }) {
  return Boolean(answer) || (tries > 0 && !status)
}

// Whether a record is of the account, and of the server, that a session is for.
export function isOf(record, { account, instance }) {
  return record.account === account && (record.instance === null || record.instance === instance)
}


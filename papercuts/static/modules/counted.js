// How often known paper cuts were met at a visit: what the page brought (<script type="application/json" id="known">,
// written by pages/tally.py) and what lies in the outbox beside it. Each sighting counts once, by its id.
import { parse } from "./shorthand.js"

const NOTHING = { cuts: [], seen: [], mine: [], uids: [], people: {}, watches: [], areas: {} }

export function readKnown() {
  const block = document.getElementById("known")
  return block ? JSON.parse(block.textContent) : NOTHING
}

// The paper cut that a record of the outbox is matched to, by its number; null where it is new or decided later.
export function cutOf({ fields }) {
  const given = fields.tally || parse(fields.line ?? "").paperCut || fields.seen_before
  return Number(given) || null
}

export function personOf({ fields }, known) {
  const said = fields.tally ? null : parse(fields.line ?? "").person
  return (said && known.people[said]) || Number(fields.person) || null
}

export function occurrencesOf({ fields }) {
  return fields.tally ? 1 : (parse(fields.line ?? "").occurrences ?? 1)
}

// From −2 to 2; 0 also where nobody noted one. A mark in the line counts more than the pills.
export function moodOf({ fields }) {
  return fields.tally ? 0 : (parse(fields.line ?? "").mood ?? Number(fields.mood ?? 0))
}

// Sightings in the outbox that the page did not bring.
export function notHeld(known, records) {
  const held = new Set(known.uids)
  return records.filter(({ kind, uid, state }) => kind === "sighting" && state !== "skipped" && !held.has(uid))
}

// How often each person met each paper cut at this visit: count(person, cut). taken: ids of what was taken back.
export function counter(known, records, taken = []) {
  const counts = new Map()
  const add = (person, cut, n) => cut && counts.set(`${person}-${cut}`, (counts.get(`${person}-${cut}`) ?? 0) + n)
  for (const [person, cut, n] of known.seen) add(person, cut, n)
  for (const [uid, person, cut, n] of known.mine) if (taken.includes(uid)) add(person, cut, -n)
  for (const record of notHeld(known, records)) add(personOf(record, known), cutOf(record), occurrencesOf(record))
  return (person, cut) => counts.get(`${person}-${cut}`) ?? 0
}

// The newest of one's own sightings of this person and paper cut that is not taken back, by its id; null: none.
export function newestOf(known, records, taken, person, cut) {
  const kept = notHeld(known, records).filter((record) => personOf(record, known) === person && cutOf(record) === cut)
  const mine = known.mine.filter((one) => one[1] === person && one[2] === cut && !taken.includes(one[0]))
  return kept.at(-1)?.uid ?? mine.at(-1)?.[0] ?? null
}

// "PC-31 now has 11 sightings.", as far as this phone knows.
export function effectOf(known, records, taken, record) {
  const number = cutOf(record)
  if (!number && record.fields.seen_before === "new") return "Named as a new paper cut."
  if (!number && moodOf(record) > 0) return "A delight: kept beside the annoyances."
  if (!number) return "It waits in the write-up to be matched."
  const before = known.cuts.find((cut) => cut.number === number)?.sightings
  if (before === undefined) return `PC-${number} is not known on this phone; it is checked when it is sent.`
  const back = known.mine.filter(([uid, , cut]) => cut === number && taken.includes(uid)).length
  const n = before - back + notHeld(known, records).filter((one) => cutOf(one) === number).length
  return n === 1 ? `PC-${number} is seen for the first time.` : `PC-${number} now has ${n.toLocaleString("en-GB")} sightings.`
}

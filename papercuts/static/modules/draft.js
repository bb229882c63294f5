// What was begun at a visit and not saved: the line, who and what is watched, running clocks, photos. Kept at each change
// where the outbox is, so that a killed browser loses nothing; where nothing can be kept there, in localStorage without
// the photos. One owner for the page: everybody changes a part of it with `change`.
import phone, { cannotKeep } from "./phone.js"

const owners = new Map()

export function draftOf(form) {
  const visit = Number(form.dataset.visit)
  if (!owners.has(visit)) owners.set(visit, owner(visit, `draft-${form.dataset.account}-${visit}`))
  return owners.get(visit)
}

function owner(visit, key) {
  const draft = { now: {}, change, ready: load() }
  let writing = null
  let isChanged = false
  return draft

  async function load() {
    const kept = await read()
    draft.now = { ...kept, ...draft.now } // what was changed meanwhile is newer
    return draft.now
  }

  async function read() {
    try {
      return (cannotKeep ? JSON.parse(localStorage.getItem(key)) : await phone.draft(visit)) ?? {}
    } catch {
      return {} // then what was begun is as safe as without this script
    }
  }

  // Values that are undefined go. Resolves once this phone keeps it.
  function change(part) {
    draft.now = Object.fromEntries(Object.entries({ ...draft.now, ...part }).filter(([, value]) => value !== undefined))
    isChanged = true
    writing ??= write().finally(() => (writing = null))
    return writing
  }

  async function write() {
    await draft.ready
    while (isChanged) {
      isChanged = false
      try {
        if (cannotKeep) localStorage.setItem(key, JSON.stringify({ ...draft.now, photos: undefined }))
        else await phone.keepDraft(visit, Object.keys(draft.now).length ? draft.now : null)
      } catch {
        // a full phone; saving will say so
      }
    }
  }
}

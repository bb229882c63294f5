// What was begun at a visit and not saved: the line, who and what is watched, running clocks, photos. Kept at each change
// where the outbox is, so that a killed browser loses nothing; where nothing can be kept there, in localStorage without
// the photos. One owner for the page: everybody changes a part of it with `change`.
// What is typed belongs to a tab (TYPED), the rest to the visit. Another tab's lies beside it under `others`, and goes to
// whoever opens the page once that tab is gone.
import phone, { cannotKeep } from "./phone.js"
import { claim, isAlive, tabId } from "./tabs.js"

const TYPED = ["line", "fields", "photos", "correcting", "timing", "isSent"]
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
    const tab = await tabId()
    const kept = await claim(key, () => take(tab))
    draft.now = { ...kept, ...draft.now } // what was changed meanwhile is newer
    return draft.now
  }

  async function take(tab) {
    const row = await read()
    const { begun, left } = await chosen(row, tab)
    if (begun && begun.tab !== tab) await put({ ...shared(row), ...begun, tab, others: left }).catch(() => {})
    return { ...shared(row), ...typed(begun ?? {}) }
  }

  async function read() {
    try {
      return (cannotKeep ? JSON.parse(localStorage.getItem(key)) : await phone.draft(visit)) ?? {}
    } catch {
      return {} // then what was begun is as safe as without this script
    }
  }

  async function put(row) {
    if (cannotKeep) return localStorage.setItem(key, JSON.stringify({ ...row, photos: undefined }))
    return phone.keepDraft(visit, Object.keys(row).some((name) => name !== "others" && name !== "tab") ? row : null)
  }

  // Values that are undefined go. Resolves once this phone keeps it.
  function change(part) {
    draft.now = given({ ...draft.now, ...part })
    isChanged = true
    writing ??= write().finally(() => (writing = null))
    return writing
  }

  async function write() {
    await draft.ready
    const tab = await tabId()
    while (isChanged) {
      isChanged = false
      try {
        await claim(key, async () => put(joined(await read(), draft.now, tab)))
      } catch {
        // a full phone; saving will say so
      }
    }
  }
}

// What is to be kept: this tab's as it stands now, beside what the other tabs have begun.
function joined(row, now, tab) {
  const tabs = tabsOf(row).filter((one) => one.tab !== tab)
  const mine = { ...typed(now), tab }
  const [first, ...others] = isBegun(mine) ? [mine, ...tabs] : tabs
  const watches = row.watches || now.watches ? { ...row.watches, ...now.watches } : undefined
  return given({ ...shared(row), ...shared(now), watches, ...first, others: others.length ? others : undefined })
}

// What this tab goes on with, and what is left to others: what was given back to be corrected, its own, what a tab that is
// gone has left.
async function chosen(row, tab) {
  const tabs = tabsOf(row)
  const alive = await Promise.all(tabs.map((one) => one.tab && isAlive(one.tab)))
  const begun = tabs.find((one) => !one.tab) ?? tabs.find((one) => one.tab === tab) ?? tabs.find((one, at) => !alive[at])
  const left = tabs.filter((one) => one !== begun)
  return { begun, left: left.length ? left : undefined }
}

// The newest first.
function tabsOf(row) {
  return [given({ ...typed(row), tab: row.tab }), ...(row.others ?? [])].filter(isBegun)
}

function isBegun({ line, fields, photos, timing }) {
  return Boolean(line || fields || photos?.length || timing)
}

function typed(row) {
  return given(Object.fromEntries(TYPED.map((name) => [name, row[name]])))
}

function shared(row) {
  const left = ([name]) => !TYPED.includes(name) && name !== "tab" && name !== "others"
  return Object.fromEntries(Object.entries(row).filter(left))
}

function given(row) {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

// Which tab this is, and whether another one is still open: each holds a lock of its own for as long as its page lives.
// Where the browser has no locks (plain http) every other tab counts as gone.
const WAIT_MS = 500 // a reload frees the lock of the page before it
const KEY = "papercuts-tab"
const name = (id) => `papercuts-tab-${id}`
let own = null

export function tabId() {
  own ??= find()
  return own
}

async function find() {
  const kept = stored()
  const id = kept && (await hold(kept)) ? kept : made()
  if (id !== kept) await hold(id)
  try {
    sessionStorage.setItem(KEY, id)
  } catch {
    // then it is another tab after a reload, and takes over what this one has left
  }
  return id
}

function stored() {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

function made() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`
}

// False where another tab has this id: a tab was duplicated, with what it had stored.
function hold(id) {
  if (!navigator.locks) return Promise.resolve(true)
  return new Promise((resolve) => {
    const hold = () => {
      resolve(true)
      return new Promise(() => {})
    }
    navigator.locks.request(name(id), { signal: AbortSignal.timeout(WAIT_MS) }, hold).catch(() => resolve(false))
  })
}

export async function isAlive(id) {
  if (!navigator.locks) return false
  const { held } = await navigator.locks.query()
  return held.some((lock) => lock.name === name(id))
}

// Runs what must not run in two tabs at once.
export function claim(key, change) {
  return navigator.locks ? navigator.locks.request(`papercuts-${key}`, change) : change()
}

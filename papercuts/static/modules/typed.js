// What somebody has typed into a form and the server has not kept yet: stays in this browser by account and address.
const BEGINS = "typed-"

export function typedInto(form) {
  const key = `${BEGINS}${document.body.dataset.account}-${new URL(form.action).pathname}`
  return {
    // { texts: { name: text }, seen: the line of versions they were written on }, or null.
    read: () => attempt(() => JSON.parse(localStorage.getItem(key))) ?? null,
    // Tells whether it is kept; nothing, or no text, takes it away.
    keep: (typed) => attempt(() => {
      if (Object.keys(typed?.texts ?? {}).length) localStorage.setItem(key, JSON.stringify(typed))
      else localStorage.removeItem(key)
      return true
    }) ?? false,
  }
}

// How many forms have something of this kind, of whichever account.
export function typedCount() {
  return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(BEGINS)).length) ?? 0
}

function attempt(action) {
  try {
    return action()
  } catch {
    return undefined // no storage, a full one, or nonsense in it
  }
}

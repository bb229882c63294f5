// Copies of visits' pages on this phone: the pages lie in a cache of the worker, their names and ages in the store.
import { AGE, PAGES } from "./pages.js"
import { store } from "./phone.js"

const pathOf = (visit) => `/capture/visits/${visit}`

// Every visit of an account whose page is here, newest first: {visit, name, keptAt}. A page may be gone, though noted.
export async function copies(account) {
  const noted = await visitsOf(account)
  const here = await Promise.all(
    noted.map(async ({ visit, name }) => ({ visit, name, keptAt: await keptAt(visit) })),
  )
  return here.filter((copy) => copy.keptAt).sort((a, b) => (a.keptAt < b.keptAt ? 1 : -1))
}

// Every visit that an account has opened on this phone: {visit, name}, whether its page is still here or not.
export async function visitsOf(account) {
  const noted = store ? await store.getAll("copies").catch(() => []) : []
  return noted.filter((copy) => copy.account === account)
}

// When the page of a visit was put here, as ISO text; null when it is not.
export async function keptAt(visit) {
  if (!window.caches) return null
  const copy = await caches.open(PAGES).then((pages) => pages.match(pathOf(visit))).catch(() => null)
  return copy?.headers.get(AGE) ?? null
}

export const note = (copy) => store.put("copies", { ...copy, storedAt: new Date().toISOString() })

// Whose pages may be shown on this phone: of the account that a page from the server was for; null: of nobody for now.
export async function whose() {
  return (await store?.get("facts", "page"))?.account ?? null
}

export async function belongTo(account) {
  await store?.put("facts", { name: "page", account })
}

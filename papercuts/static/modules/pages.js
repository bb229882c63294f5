// Pages of capture that lie in a cache of this phone; each says for whom the server made it.
export const PAGES = "papercuts-pages"
export const AGE = "X-Kept-At" // when it was put here, by this phone's clock

// Drops the pages that were made for anybody else.
export async function keepOnlyOf(account) {
  const pages = await caches.open(PAGES)
  for (const request of await pages.keys()) {
    const of = accountOf(await (await pages.match(request)).text())
    if (of && of !== account) await pages.delete(request)
  }
}

export function accountOf(text) {
  return Number(/<body [^>]*\bdata-account="(\d+)"/.exec(text)?.[1]) || null
}

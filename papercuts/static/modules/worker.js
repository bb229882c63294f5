// The service worker of capture: pages from the network, or soon from the phone; static files of a release for ever.
// It keeps the pages of capture and the files of static, nothing else, and never shows a page to another account.
import { createOutbox } from "./outbox.js"
import { accountOf, AGE, keepOnlyOf, PAGES } from "./pages.js"
import { createSender } from "./sender.js"
import { openStore } from "./store.js"

const FILES = "papercuts-files"
const PATIENCE_MS = 3_000
const KEPT = /^\/capture\/(visits\/\d+|outbox|offline)?$/
const FILE = /^\/static\/at-([0-9a-f]{12})\//
const RELEASES = 3

export function serve({ release, files, offline, outbox }) {
  const store = openStore()

  self.addEventListener("install", (event) => event.waitUntil(install()))
  self.addEventListener("activate", (event) => event.waitUntil(activate()))
  self.addEventListener("fetch", (event) => {
    const { request } = event
    const { origin, pathname } = new URL(request.url)
    if (request.method !== "GET" || origin !== location.origin) return
    if (request.mode === "navigate" && KEPT.test(pathname)) event.respondWith(page(event))
    else if (FILE.test(pathname)) event.respondWith(file(request))
  })
  // a page that was opened before this worker began asks it to keep what it shows
  self.addEventListener("message", (event) => event.waitUntil(answer(event)))
  self.addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(send()))

  async function install() {
    await (await caches.open(FILES)).addAll(files)
    await Promise.all([fetchPage(offline), fetchPage(outbox)])
    await self.skipWaiting() // pages of the release before keep their own files
  }

  // Files of a few releases before stay, for pages that are still open, and those that a kept page asks for.
  async function activate() {
    const before = (await store.get("facts", "releases"))?.names ?? []
    const names = [release, ...before.filter((name) => name !== release)].slice(0, RELEASES)
    await store.put("facts", { name: "releases", names })
    const wanted = new Set(names)
    const pages = await caches.open(PAGES)
    for (const request of await pages.keys()) {
      const text = await (await pages.match(request)).text()
      for (const [, name] of text.matchAll(/\/static\/at-([0-9a-f]{12})\//g)) wanted.add(name)
    }
    const cache = await caches.open(FILES)
    for (const request of await cache.keys()) {
      if (!wanted.has(FILE.exec(new URL(request.url).pathname)?.[1])) await cache.delete(request)
    }
    await self.clients.claim()
  }

  async function answer({ data, ports: [port] }) {
    if (KEPT.test(data.keep)) await fetchPage(data.keep).catch(() => null)
    port.postMessage(data.release && data.release !== release ? "other" : "done")
  }

  async function fetchPage(path) {
    const answer = await fetch(path, { cache: "no-store" })
    if (answer.ok && !answer.redirected) await keep(answer, path)
  }

  // The network first; after a short while, or where there is none, the copy on this phone with its age.
  async function page(event) {
    const path = new URL(event.request.url).pathname
    const fresh = fetch(event.request).then((answer) => {
      if (answer.ok && !answer.redirected) event.waitUntil(keep(answer.clone(), path))
      return answer
    })
    event.waitUntil(fresh.catch(() => null))
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
    const first = await Promise.race([fresh.catch(() => null), late])
    if (first && first.status < 500) return first
    const copy = await copyOf(path)
    if (copy) return copy
    return (await fresh.catch(() => null)) ?? (await copyOf(offline)) ?? Response.error()
  }

  async function keep(answer, path) {
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return
    const pages = await caches.open(PAGES)
    const text = await answer.text()
    const account = accountOf(text)
    if (account) await isNow(account, pages)
    const headers = new Headers(answer.headers)
    for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name) // of the bytes on the wire
    headers.set(AGE, new Date().toISOString())
    await pages.put(path, new Response(text, { headers }))
  }

  // Somebody else is signed in here now: the pages of whoever was before go.
  async function isNow(account, pages) {
    if ((await store.get("facts", "page"))?.account === account) return
    await store.put("facts", { name: "page", account })
    await keepOnlyOf(account)
    if (!(await pages.match(outbox))) await fetchPage(outbox)
  }

  async function copyOf(path) {
    const copy = await (await caches.open(PAGES)).match(path)
    if (!copy) return null
    const text = await copy.text()
    const account = accountOf(text)
    const now = (await store.get("facts", "page"))?.account
    if (account && account !== now) return null
    const { headers } = copy
    return new Response(text.replace("<html ", `<html data-from-phone="${headers.get(AGE)}" `), { headers })
  }

  async function file(request) {
    const cache = await caches.open(FILES)
    const copy = await cache.match(request.url)
    if (copy) return copy
    const answer = await fetch(request)
    if (answer.ok && FILE.exec(new URL(request.url).pathname)[1] === release) await cache.put(request.url, answer.clone())
    return answer
  }

  async function send() {
    const box = createOutbox({ store, sender: createSender(), asksHeld: false, channel: new BroadcastChannel("papercuts-outbox") })
    await box.send()
    if (await box.nextTry()) throw new Error("not all sent") // the browser tries again later
  }
}

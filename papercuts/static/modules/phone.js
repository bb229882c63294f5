// The outbox of this page, on this phone: made once, sends on its own, and says why where nothing can be kept.
import { createOutbox } from "./outbox.js"
import { createSender } from "./sender.js"
import { openStore } from "./store.js"

const USED = "papercuts-phone" // in localStorage: this browser keeps something, so that other pages look
const CHECK_MS = 60_000
const [, RELEASE] = /\/at-([0-9a-f]{12})\//.exec(import.meta.url) ?? []
const isCapturing = location.pathname.startsWith("/capture/")
export const account = Number(document.body.dataset.account) || null

// Why nothing can be kept on this device, in words; "" when it can.
export const cannotKeep = reason()

function reason() {
  if (!window.isSecureContext) {
    return "Nothing can be kept on this device: papercuts is open over plain http. Open it over https and sightings wait here without a network."
  }
  try {
    if (window.indexedDB && window.crypto?.subtle) return ""
  } catch {
    // the browser forbids even to look
  }
  return "Nothing can be kept on this device: this browser has storage switched off for papercuts, as in some private windows."
}

const channel = cannotKeep || !window.BroadcastChannel ? null : new BroadcastChannel("papercuts-outbox")
export const store = cannotKeep ? null : openStore({ tell: (words) => notes.forEach((note) => note(words)) })
const notes = new Set()

// Words from the store itself, like that another tab has to be closed first.
export const onNote = (listener) => notes.add(listener)

const outbox = cannotKeep ? null : createOutbox({ store, sender: createSender(), account, channel, asksHeld: isCapturing })

async function save(sighting) {
  const record = await outbox.save(sighting)
  markUsed()
  askToPersist()
  later()
  send()
  return record
}

async function takeBack(uid) {
  await outbox.takeBack(uid)
  send()
}

function send(options) {
  return outbox.send(options).catch((error) => notes.forEach((note) => note(error.message))).finally(plan)
}

let timer = null

async function plan() {
  clearTimeout(timer)
  const wait = await outbox.nextTry()
  if (wait !== null) timer = setTimeout(send, Math.min(wait, CHECK_MS))
}

// The browser sends when there is a network again, even after this page was closed; where it knows how to.
async function later() {
  const registration = await navigator.serviceWorker?.getRegistration("/capture/")
  await registration?.sync?.register("outbox").catch(() => null)
}

// Whether the browser has promised to keep what is here until it is sent; asks for it.
export async function askToPersist() {
  if (!navigator.storage?.persist) return null
  return (await navigator.storage.persisted()) || navigator.storage.persist()
}

export const isUsed = () => read() === "yes"

export function markUsed() {
  try {
    localStorage.setItem(USED, "yes")
  } catch {
    // then only pages of capture look
  }
}

function read() {
  try {
    return localStorage.getItem(USED)
  } catch {
    return null
  }
}

// Registers the worker of capture, which must keep a page that was open before it began. Calls back when the worker is
// of another release than this page, now or later.
export async function register(path, updated) {
  const workers = navigator.serviceWorker
  if (!workers) return
  const isControlled = Boolean(workers.controller)
  await workers.register("/capture/worker.js", { scope: "/capture/", type: "module" })
  const { active } = await workers.ready
  if (!isControlled) await ask(active, { keep: path })
  const look = async (worker) => (await ask(worker, { release: RELEASE })) === "other" && updated()
  workers.addEventListener("controllerchange", () => look(workers.controller))
  await look(active)
}

// Asks the worker; it answers when it is through.
function ask(worker, question) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => resolve(data)
    setTimeout(() => resolve(null), 3_000)
    worker.postMessage(question, [port2])
  })
}

let isStarted = false

// Sends on its own from now on: at once, when the network is back, when the page is looked at again, and by a timer.
export function start() {
  if (cannotKeep || isStarted) return
  isStarted = true
  window.addEventListener("online", () => send({ isUrged: true }))
  window.addEventListener("offline", () => outbox.changed())
  document.addEventListener("visibilitychange", () => document.hidden || send({ isUrged: true }))
  send()
}

async function refuse() {
  throw new Error(cannotKeep)
}

const none = { name: "idle", words: "", unsent: [], sent: [], waiting: 0, refused: 0, skipped: 0, takenBack: 0, others: 0, oldestAt: null }
const nothing = { save: refuse, takeBack: refuse, keepDraft: refuse, send: async () => {}, list: async () => [], draft: async () => null, onChange: () => () => {}, status: async () => none }

// save, takeBack, list, onChange, send, draft, keepDraft and what the outbox page uses: see outbox.js.
export default outbox ? { ...outbox, save, takeBack, send } : nothing

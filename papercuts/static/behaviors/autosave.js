// Saves a form every 10 seconds after a change, and on leaving: <form data-js="autosave"> with [data-saved] for the word,
// beside each of its Save buttons. A link with [data-saves-first] is followed only once everything is kept.
// The page behind the form's address answers 204 when it kept all texts, and 409 when it kept those that no colleague
// changed, with the labels of the others; anything else leaves the Save button to be used. What is not kept yet stays in
// this browser, and comes back with the page.
import { typedInto } from "../modules/typed.js"

const EVERY_MS = 10_000
const PATIENCE_MS = 3_000
const TEXTS = "textarea, input:not([type=hidden])"

export default function autosave(form) {
  const lines = document.querySelectorAll("[data-saved]")
  const typed = typedInto(form)
  const { seen } = form.elements // which texts this page has seen; the answer says so, and the next sending needs it
  const saved = shownAtFirst(form)
  let refused = "" // what stands against a colleague's text; sent again once anything of it changes
  let sending = Promise.resolve() // what is under way
  let isSending = false // two at once would take each other for a colleague
  let isSubmitted = false

  async function saveAll() {
    await sending
    await (sending = save())
    return unsaved().length === 0
  }

  async function save({ isLeaving = false } = {}) {
    const sent = textsOf(form)
    if (!unsaved().length || asLine(sent) === refused || (isSending && !isLeaving)) return
    isSending = true
    const token = form.elements.csrf_token.value
    const body = new URLSearchParams(new FormData(form))
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token, "X-Autosave": "1" }
    const answer = await fetch(form.action, { method: "POST", headers, body, keepalive: isLeaving }).catch(() => null)
    const held = answer?.status === 409 ? await heldOf(answer) : {}
    isSending = false
    if (answer?.status === 204 || answer?.status === 409) {
      for (const [name, text] of sent) if (!(name in held)) saved.set(name, text)
      if (seen) seen.value = answer.headers.get("X-Seen") ?? seen.value
    }
    refused = answer?.status === 409 ? asLine(sent) : ""
    say(answer?.status, held, keep())
  }

  function unsaved() {
    return textsOf(form).filter(([name, text]) => text !== saved.get(name))
  }

  function keep() {
    return typed.keep({ texts: Object.fromEntries(unsaved()), seen: seen?.value })
  }

  // Each text comes back with the version it was written on, so that a colleague's is not overwritten.
  function bringBack() {
    const { texts = {}, seen: wasSeen = "" } = typed.read() ?? {}
    const back = textFields(form).filter(({ name, value }) => name in texts && texts[name] !== value)
    for (const field of back) field.value = texts[field.name]
    if (seen) seen.value = joined(seen.value, wasSeen, new Set(back.map(({ name }) => name)))
    keep()
    if (back.length) sending = save()
  }

  function say(status, held, isKept) {
    const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
    for (const line of lines) {
      line.classList.toggle("is-warn", status !== 204)
      if (status === 204) line.textContent = `Saved at ${time}`
      else if (status === 409) line.replaceChildren(changedToo(held), " ", seeBoth(form))
      else if (status === 401 && isKept) line.textContent = "You are signed out. Sign in again: what you typed stays in this browser."
      else if (status === 401) line.textContent = "You are signed out: copy your text, then sign in."
      else line.textContent = "Not saved yet. Press Save to try again."
    }
  }

  bringBack()
  leaveAfter(form, saveAll, () => unsaved().length > 0, () => lines[0]?.scrollIntoView({ block: "center" }))
  setInterval(() => isSending || (sending = save()), EVERY_MS)
  document.addEventListener("input", (event) => event.target.form === form && keep())
  form.addEventListener("submit", () => (isSubmitted = true))
  window.addEventListener("pageshow", () => (isSubmitted = false))
  window.addEventListener("beforeunload", (event) => !isSubmitted && unsaved().length && event.preventDefault())
  document.addEventListener("visibilitychange", () => document.hidden && !isSubmitted && save({ isLeaving: true }))
  window.addEventListener("pagehide", () => isSubmitted || save({ isLeaving: true }))
}

// What leads away from the page waits until what was typed is kept; the browser asks about what could not be.
function leaveAfter(form, saveAll, isUnsaved, stay) {
  let isGoing = false

  async function first(event, go, mayGo = () => true) {
    if (isGoing || !isUnsaved()) return
    event.preventDefault()
    event.stopImmediatePropagation()
    await Promise.race([saveAll(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
    if (isUnsaved() && !mayGo()) return stay()
    isGoing = true
    go()
    isGoing = false
  }

  document.addEventListener("submit", (event) => {
    if (event.target !== form) first(event, () => event.target.requestSubmit(event.submitter))
  }, true)
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]")
    const isHere = link?.pathname === location.pathname && link.hash
    if (!link || link.target || isHere || event.ctrlKey || event.metaKey || event.shiftKey) return
    first(event, () => link.click(), () => !("savesFirst" in link.dataset))
  }, true)
}

function textFields(form) {
  return [...form.elements].filter((field) => field.matches(TEXTS))
}

function textsOf(form) {
  return textFields(form).map(({ name, value }) => [name, value])
}

// What the server has; of a page that came back with an error nothing is known to be kept.
function shownAtFirst(form) {
  const fields = textFields(form)
  const isWrong = fields.some((field) => field.getAttribute("aria-invalid") === "true")
  return new Map(isWrong ? [] : fields.map((field) => [field.name, field.defaultValue]))
}

function asLine(texts) {
  return new URLSearchParams(texts).toString()
}

// The versions of `now`, but for these names those of `before`; both are lines as "summary:1a2b3c answer_4:5d6e7f".
function joined(now, before, names) {
  const isOf = (pair) => names.has(pair.split(":")[0])
  return [...now.split(" ").filter((pair) => !isOf(pair)), ...before.split(" ").filter(isOf)].join(" ")
}

// The labels by name; an answer that names none has kept nothing.
async function heldOf(answer) {
  const { held } = await answer.json().catch(() => ({}))
  return held ?? new Proxy({}, { has: () => true })
}

function changedToo(held) {
  const [label, ...more] = Object.values(held)
  const what = !label ? "this" : more.length ? `${more.length + 1} of your texts` : `“${label}”`
  return `A colleague changed ${what} too: yours is not saved yet, it stays in this browser.`
}

function seeBoth(form) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--link", textContent: "See both texts" })
  button.addEventListener("click", () => form.requestSubmit())
  return button
}

// Saves a form every 10 seconds after a change, and on leaving: <form data-js="autosave"> with [data-saved] for the word.
// A link with [data-saves-first] is followed once that is done.
// The page behind the form's address answers 204 when it kept the text; anything else leaves the Save button to be used.
const EVERY_MS = 10_000

export default function autosave(form) {
  const line = form.querySelector("[data-saved]")
  let saved = asText(form)
  let sending = Promise.resolve() // what is under way
  let isSending = false // two at once would take each other for a colleague
  const { seen } = form.elements // which texts this page has seen; the answer says so, and the next sending needs it

  async function saveAll() {
    await sending
    await (sending = save())
    return asText(form) === saved
  }

  async function save({ isLeaving = false } = {}) {
    const text = asText(form)
    if (text === saved || (isSending && !isLeaving)) return
    isSending = true
    const token = form.elements.csrf_token.value
    const body = new URLSearchParams(new FormData(form))
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token, "X-Autosave": "1" }
    const answer = await fetch(form.action, { method: "POST", headers, body, keepalive: isLeaving }).catch(() => null)
    isSending = false
    if (answer?.status === 204) {
      saved = text
      if (seen) seen.value = answer.headers.get("X-Seen")
    }
    say(line, answer)
  }

  for (const link of document.querySelectorAll("[data-saves-first]")) leaveAfter(link, saveAll)
  setInterval(() => isSending || (sending = save()), EVERY_MS)
  form.addEventListener("submit", () => (saved = asText(form)))
  document.addEventListener("visibilitychange", () => document.hidden && save({ isLeaving: true }))
  window.addEventListener("pagehide", () => save({ isLeaving: true }))
}

// Goes where a link leads once what was typed is kept; what cannot be kept stays on the page, with the reason.
function leaveAfter(link, saveAll) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (await saveAll()) location.assign(link.href)
  })
}

function asText(form) {
  const fields = new FormData(form)
  fields.delete("seen")
  return new URLSearchParams(fields).toString()
}

function say(line, answer) {
  const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
  if (answer?.status === 204) line.textContent = `Saved at ${time}`
  else if (answer?.status === 409) line.textContent = "A colleague changed this. Press Save to see both texts."
  else if (answer?.status === 401) line.textContent = "You are signed out: copy your text, then sign in."
  else line.textContent = "Not saved yet. Press Save to try again."
}

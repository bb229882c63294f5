// Signing out says what this phone still keeps; it is cleared only when nothing is left, or its loss was agreed to.
import { belongTo } from "../modules/copies.js"
import phone, { cannotKeep, isUsed } from "../modules/phone.js"
import { counted } from "../modules/told.js"
import { typedCount } from "../modules/typed.js"

export default function signout(form) {
  if (cannotKeep || !isUsed()) return
  const { clears_device: clears } = form.elements
  let isAsked = false
  form.addEventListener("submit", async (event) => {
    if (isAsked || event.defaultPrevented) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const { unsent, others, takenBack } = await phone.status()
    const drafts = (await phone.drafts()) + typedCount()
    if (unsent.length + others + takenBack + drafts === 0) go("yes")
    else ask(form, told(unsent, others, drafts), go)
  })

  async function go(answer) {
    isAsked = true
    clears.value = answer
    await belongTo(null).catch(() => null) // no page that was kept is shown until somebody has signed in
    form.requestSubmit()
  }
}

function told(unsent, others, drafts) {
  const parts = [
    unsent.length && `${counted(unsent)} not sent yet`,
    others && `${others} of another account`,
    drafts && `${drafts === 1 ? "a line" : `${drafts} lines`} begun and not saved`,
  ].filter(Boolean)
  return `This phone still keeps ${parts.join(", and ") || "what was taken back and not yet said to the server"}.`
}

// Three ways on, in words; the safe one comes first.
function ask(form, text, go) {
  form.querySelector("[data-asks]")?.remove()
  const box = document.createElement("div")
  box.className = "flash flash--warn mt-4"
  box.dataset.asks = ""
  box.setAttribute("role", "alert")
  const words = Object.assign(document.createElement("span"), { textContent: `${text} It stays here when you sign out, and is sent when you sign in again.` })
  box.append(words, button("Sign out, keep it here", () => go("")), button("Sign out and delete it from this phone for ever", () => go("yes")))
  form.append(box)
  box.querySelector("button").focus()
}

function button(text, press) {
  const element = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text })
  element.addEventListener("click", press)
  return element
}

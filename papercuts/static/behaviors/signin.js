// Somebody signs in: until the server has said who it is, no page that this phone kept for an account is shown.
import { belongTo, whose } from "../modules/copies.js"
import { cannotKeep, isUsed } from "../modules/phone.js"

const BEFORE = "papercuts-before" // who it was, for a sign-in that did not work

export default function signin(form) {
  if (cannotKeep || !isUsed()) return
  const undone = undo()
  form.addEventListener("submit", async (event) => {
    if (form.dataset.isNoted || event.defaultPrevented) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const now = await undone.then(whose).catch(() => null)
    if (now) sessionStorage.setItem(BEFORE, now)
    await belongTo(null).catch(() => null)
    form.dataset.isNoted = "yes"
    form.requestSubmit()
  })
}

// Still on this page: nobody has signed in since.
async function undo() {
  const before = Number(sessionStorage.getItem(BEFORE))
  sessionStorage.removeItem(BEFORE)
  if (before && !(await whose())) await belongTo(before)
}

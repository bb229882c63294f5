// The line on top of every page of capture: whether there is a network, what waits on this phone, and how old the page is.
// <div data-js="outbox" data-made-at="…Z">; a form #capture[data-visit][data-name] says of which visit the page is.
import { keptAt, note } from "../modules/copies.js"
import phone, { cannotKeep, markUsed, onNote, register, start } from "../modules/phone.js"
import { counted, elsewhere, late, when } from "../modules/told.js"

export default function outbox(place) {
  const { fromPhone } = document.documentElement.dataset // set by the worker: this page came from its copy
  const visit = document.querySelector("#capture[data-visit]")?.dataset
  let extra = ""
  let copied = fromPhone ? `This page is a copy from ${when(fromPhone)}.` : ""
  if (cannotKeep) return show(place, { text: cannotKeep, isWarning: true })
  const tell = async () => show(place, said(await phone.status(), [extra, copied]))
  onNote((words) => {
    extra = words
    tell()
  })
  phone.onChange(tell)
  window.addEventListener("online", tell)
  window.addEventListener("offline", tell)
  markUsed()
  start()
  tell()
  keepPage().then(tell, tell)

  // A page that was open before the worker began asks to be kept; then it says so.
  async function keepPage() {
    await register(location.pathname, () => {
      extra = "Papercuts was updated. Reload this page when it suits you; what is kept here stays."
      tell()
    })
    if (!visit || fromPhone) return
    await note({ visit: Number(visit.visit), name: visit.name, account: Number(visit.account), madeAt: place.dataset.madeAt })
    const at = await keptAt(visit.visit)
    copied = at ? `Copy from ${when(at)}.` : "This visit cannot be opened without a network: this browser keeps no copy of it."
  }
}

// What to say of a status, the most pressing first.
export function said(status, extras = []) {
  const { name, unsent, refused, skipped, waiting, others, words } = status
  const kept = unsent.length ? `${counted(unsent)} ${unsent.length === 1 ? "is" : "are"} kept on this phone.` : ""
  const isOffline = !navigator.onLine || name === "offline"
  const parts = [
    isOffline && kept ? kept : "",
    !isOffline && name === "sending" && waiting ? `Sending ${waiting}…` : "",
    !isOffline && ["signed out", "no role", "busy"].includes(name) ? `${words} ${kept}` : "",
    !isOffline && name === "idle" && waiting ? `${kept} Sending is tried again soon.` : "",
    refused ? `${refused} ${refused === 1 ? "was" : "were"} refused: correct or skip ${refused === 1 ? "it" : "them"} in the outbox.` : "",
    skipped ? `${skipped} skipped.` : "",
    elsewhere(status),
    late(status.oldestAt),
    ...extras,
  ]
  const text = parts.filter(Boolean).join(" ").replace(/ {2,}/g, " ").trim()
  const isLate = Boolean(late(status.oldestAt))
  return {
    strong: isOffline ? "You are offline." : isLate ? "Not sent for days." : "",
    text: text || "Everything is sent.",
    isWarning: isOffline || isLate || refused > 0 || others > 0 || ["signed out", "no role", "busy"].includes(name),
    isQuiet: !unsent.length,
    needsSignIn: !isOffline && name === "signed out",
  }
}

function show(place, { strong = "", text, isWarning, isQuiet = false, needsSignIn = false }) {
  const line = place.querySelector("[data-words]")
  place.hidden = false
  place.classList.toggle("offline--warn", Boolean(isWarning))
  place.classList.toggle("offline--quiet", isQuiet && !isWarning)
  place.querySelector("[data-sign-in]").hidden = !needsSignIn
  const words = `${strong} ${text}`.trim()
  if (line.textContent === words) return // not read out again
  line.replaceChildren(text)
  if (strong) line.prepend(Object.assign(document.createElement("strong"), { textContent: strong }), " ")
}

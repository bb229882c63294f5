// The line on top of every page of capture: whether there is a network, what waits on this phone, and how old the page is.
// <div data-js="outbox" data-made-at="…Z">; a form #capture[data-visit][data-name] says of which visit the page is.
import { keptAt, note } from "../modules/copies.js"
import phone, { cannotKeep, markUsed, onNote, register, start } from "../modules/phone.js"
import { createArrivals, DAY_MS, elsewhere, kept, late, when } from "../modules/told.js"

const NEWS_MS = 10_000

export default function outbox(place) {
  const isFrame = Boolean(document.querySelector("[data-js=outboxpage], [data-js=keptvisits]")) // says nothing that grows old
  const fromPhone = !isFrame && document.documentElement.dataset.fromPhone // set by the worker: this page came from its copy
  const visit = document.querySelector("#capture[data-visit]")?.dataset
  let extra = ""
  const isOld = Boolean(fromPhone) && Date.now() - Date.parse(fromPhone) > DAY_MS
  let copied = fromPhone ? copy(fromPhone, isOld) : ""
  if (cannotKeep) return show(place, { text: cannotKeep, isWarning: true })
  const arrivals = createArrivals()
  const tell = async () => {
    const status = await phone.status()
    const now = said(status, [extra, copied])
    show(place, { ...now, isWarning: now.isWarning || isOld })
    announce(place.querySelector("[data-news]"), arrivals(status, isOffline(status)))
  }
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

function copy(at, isOld) {
  return isOld ? `This page is an old copy, from ${when(at)}: what was changed since is not on it. Open it again once you are online.` : `This page is a copy from ${when(at)}.`
}

const isOffline = ({ name }) => !navigator.onLine || name === "offline"

// What to say of a status, the most pressing first; how much is unsent, and since when, always.
export function said(status, extras = []) {
  const { name, unsent, refused, skipped, waiting, takenBack, others, words } = status
  const isCut = isOffline(status)
  const isHeldUp = !isCut && ["signed out", "no role", "busy"].includes(name)
  const parts = [
    isHeldUp ? words : "",
    kept(unsent),
    !isCut && name === "sending" && waiting ? "Sending…" : "",
    !isCut && name === "idle" && waiting ? "Sending is tried again soon." : "",
    takenBack && (isCut || isHeldUp) ? `${takenBack} taken back, which the server does not know yet.` : "",
    refused ? `${refused} ${refused === 1 ? "was" : "were"} refused: correct or skip ${refused === 1 ? "it" : "them"} in the outbox.` : "",
    skipped ? `${skipped} skipped.` : "",
    elsewhere(status),
    late(status.oldestAt),
    ...extras,
  ]
  const text = parts.filter(Boolean).join(" ")
  const isLate = Boolean(late(status.oldestAt))
  return {
    strong: isCut ? "You are offline." : isLate ? "Not sent for days." : "",
    text: text || "Everything is sent.",
    isWarning: isCut || isHeldUp || isLate || refused > 0 || others > 0,
    isQuiet: !unsent.length,
    needsSignIn: !isCut && name === "signed out",
  }
}

// Words that go after a while without another word.
function announce(news, words) {
  if (!words) return
  news.textContent = words
  setTimeout(() => news.textContent === words && news.replaceChildren(), NEWS_MS)
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

// How much waits on this phone, as a small sign on pages outside of capture: <span data-js="unsent" hidden>.
import { belongTo, whose } from "../modules/copies.js"
import { keepOnlyOf } from "../modules/pages.js"
import phone, { account, isUsed, start } from "../modules/phone.js"
import { elsewhere, kept } from "../modules/told.js"

export default function unsent(sign) {
  if (account && isUsed()) watch(sign)
}

async function watch(sign) {
  const tell = async () => {
    const status = await phone.status()
    const { unsent, others } = status
    const count = unsent.length + others
    sign.hidden = !count
    sign.title = [kept(unsent), elsewhere(status)].filter(Boolean).join(" ")
    sign.replaceChildren(...(count ? [shown(count), hidden(sign.title)] : []))
  }
  phone.onChange(tell)
  start()
  await tell()
  if ((await whose()) !== account) await forgetOthers()
}

// Somebody else has signed in here: pages that were kept for another account are shown no more.
async function forgetOthers() {
  await belongTo(account)
  if (window.caches) await keepOnlyOf(account)
}

// The number alone, for the eye: the words beside it say it again.
function shown(count) {
  const element = Object.assign(document.createElement("span"), { textContent: count })
  element.setAttribute("aria-hidden", "true")
  return element
}

function hidden(text) {
  return Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: text })
}

// How much waits on this phone, as a small sign on pages outside of capture: <span data-js="unsent" hidden>.
import { belongTo, whose } from "../modules/copies.js"
import { keepOnlyOf } from "../modules/pages.js"
import phone, { account, isUsed, start } from "../modules/phone.js"

export default function unsent(sign) {
  if (account && isUsed()) watch(sign)
}

async function watch(sign) {
  const tell = async () => {
    const { unsent, others } = await phone.status()
    const count = unsent.length + others
    sign.hidden = !count
    sign.replaceChildren(count ? `${count}` : "")
    if (count) sign.append(hidden(" kept on this phone, not sent"))
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

function hidden(text) {
  return Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: text })
}

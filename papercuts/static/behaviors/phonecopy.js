// Before a visit begins: whether its copy on this phone is missing or older than a day. <p data-js="phonecopy"
// data-visit="5" hidden>; only for phones that capture already, others have nothing to go by.
import { keptAt } from "../modules/copies.js"
import { cannotKeep, isUsed } from "../modules/phone.js"
import { DAY_MS, when } from "../modules/told.js"

export default function phonecopy(line) {
  if (!cannotKeep && isUsed()) warn(line)
}

async function warn(line) {
  const at = await keptAt(line.dataset.visit)
  const isOld = at && Date.now() - Date.parse(at) > DAY_MS
  if (at && !isOld) return
  const words = line.querySelector("[data-words]")
  words.textContent = at ? `This phone's copy of the visit is from ${when(at)}.` : "This phone has no copy of the visit yet."
  line.hidden = false
}

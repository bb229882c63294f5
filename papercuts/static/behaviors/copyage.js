// How old this phone's copy of a visit is, where one chooses a visit: <p data-js="copyage" data-visit="5" hidden>.
import { keptAt } from "../modules/copies.js"
import { cannotKeep } from "../modules/phone.js"
import { when } from "../modules/told.js"

export default function copyage(line) {
  if (!cannotKeep && window.caches) tell(line)
}

async function tell(line) {
  const at = await keptAt(line.dataset.visit)
  line.textContent = at ? `Copy from ${when(at)}` : "No copy on this phone: open it once with a network"
  line.hidden = false
}

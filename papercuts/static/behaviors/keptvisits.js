// Visits that can be opened without a network, on the offline page: <ul data-js="keptvisits">, with a line for none.
import { copies, whose } from "../modules/copies.js"
import { cannotKeep } from "../modules/phone.js"
import { when } from "../modules/told.js"

export default function keptvisits(list) {
  if (!cannotKeep) show(list)
}

async function show(list) {
  const here = await whose().then((account) => (account ? copies(account) : []), () => [])
  for (const { visit, name, keptAt } of here) {
    const item = document.createElement("li")
    item.className = "panel"
    const link = Object.assign(document.createElement("a"), { className: "cut-title", href: `/capture/visits/${visit}` })
    link.append(Object.assign(document.createElement("bdi"), { textContent: name }))
    const age = Object.assign(document.createElement("p"), { className: "muted", textContent: `Copy from ${when(keptAt)}` })
    item.append(link, age)
    list.append(item)
  }
  list.parentElement.querySelector("[data-none]").hidden = here.length > 0
}

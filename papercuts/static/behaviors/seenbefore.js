// Which known paper cuts the line may be, where the server cannot be asked: from what the page brought along. The server
// has the last word as soon as it answers; both rank alike (modules/known.js, domain/matching.py).
import { rank } from "../modules/known.js"
import { savingOf } from "../modules/saving.js"
import { parse } from "../modules/shorthand.js"

const OFFERED = 2
const SHIPPED = ["fixed", "verified"]

export default function seenbefore(place) {
  const { known, field } = savingOf(place.closest("form"))
  place.addEventListener("htmx:error", offer)

  function offer() {
    const said = parse(field("line").value)
    const task = field("new_task").value.trim() ? null : Number(field("task")?.value) || null
    const found = rank(said.text || said.quote || "", task, known.areas[task] ?? null, known.cuts, OFFERED)
    const cuts = found.map(({ number }) => known.cuts.find((cut) => cut.number === number))
    const isSure = !said.isUnsure && !(said.mood > 0) && found[0]?.isStrong && !SHIPPED.includes(cuts[0].status)
    const best = isSure ? String(found[0].number) : "later"
    const suggested = place.querySelector("[name=suggested]")
    const chosen = place.querySelector("[name=seen_before]:checked")?.value ?? ""
    const kept = chosen && chosen !== suggested.value ? chosen : best
    draw(cuts, kept)
    suggested.value = best
    place.dispatchEvent(new Event("change"))
  }

  function draw(cuts, chosen) {
    const box = place.querySelector(".match")
    for (const radio of box.querySelectorAll("[name=seen_before]")) {
      const isKept = ["new", "later", chosen].includes(radio.value) && !cuts.some((cut) => String(cut.number) === radio.value)
      if (!isKept) radio.closest("label").remove()
    }
    box.prepend(...cuts.map(drawn))
    for (const radio of box.querySelectorAll("[name=seen_before]")) radio.checked = radio.value === chosen
  }

  function drawn({ number, title, status, sightings, sites }) {
    const label = document.getElementById("seen-item").content.firstElementChild.cloneNode(true)
    const opens = SHIPPED.includes(status) ? ", which opens again" : ""
    label.dataset.savedAs = `as PC-${number} ${title}${opens}`
    label.querySelector("input").value = number
    label.querySelector("bdi").textContent = title
    const often = `${sightings} ${sightings === 1 ? "sighting" : "sightings"} at ${sites} ${sites === 1 ? "site" : "sites"}`
    label.querySelector("span").textContent = `PC-${number}. ${often}${opens}`
    return label
  }
}

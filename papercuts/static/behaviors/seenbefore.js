// Which known paper cuts the line may be, where the server cannot be asked: from what the page brought along. The server
// has the last word as soon as it answers; both rank alike (modules/known.js, domain/matching.py).
// What is left for later is a delight while the mood is good, and says so at once.
import { moodOf } from "../modules/counted.js"
import { rank } from "../modules/known.js"
import { savingOf } from "../modules/saving.js"
import { parse } from "../modules/shorthand.js"

const OFFERED = 2
const SHIPPED = ["fixed", "verified"]

export default function seenbefore(place) {
  const form = place.closest("form")
  const { known, field, fields } = savingOf(form)
  place.addEventListener("htmx:error", offer)
  for (const kind of ["input", "change", "saved", "htmx:after:swap"]) form.addEventListener(kind, tellDelight)
  tellDelight()

  function offer() {
    const said = parse(field("line").value)
    const task = field("new_task").value.trim() ? null : Number(field("task")?.value) || null
    const found = rank(said.text || said.quote || "", task, known.areas[task] ?? null, known.cuts, OFFERED)
    const cuts = found.map(({ number }) => known.cuts.find((cut) => cut.number === number))
    const isSure = !said.isUnsure && !isDelight() && found[0]?.isStrong && !SHIPPED.includes(cuts[0].status)
    const best = isSure ? String(found[0].number) : "later"
    const suggested = place.querySelector("[name=suggested]")
    const chosen = place.querySelector("[name=seen_before]:checked")?.value ?? ""
    const kept = chosen && chosen !== suggested.value ? chosen : best
    draw(cuts, kept)
    tellDelight()
    suggested.value = best
    place.dispatchEvent(new Event("change"))
  }

  function isDelight() {
    return moodOf({ fields: fields(["line", "mood"]) }) > 0
  }

  function tellDelight() {
    const label = place.querySelector("#seen-later").closest("label")
    if (isDelight()) label.dataset.savedAs = "as a delight"
    else delete label.dataset.savedAs
    for (const words of label.querySelectorAll("[data-delights]")) words.hidden = !isDelight()
    for (const words of label.querySelectorAll("[data-waits]")) words.hidden = isDelight()
    place.dispatchEvent(new Event("change")) // what stands beside the button follows
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

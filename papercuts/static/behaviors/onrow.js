// A button beside a list that acts on the row with the focus: it sends a form for that row or, with data-place, opens
// the form in that part of the row. The form comes written for some row; its addresses are changed to those of this one.
import { linkOf } from "../modules/rows.js"

export default function onrow(button) {
  const form = document.getElementById(button.dataset.form)
  button.addEventListener("click", () => {
    const row = document.activeElement.closest("[data-row]")
    if (!row || !button.dataset.rows.split(" ").includes(row.dataset.row)) return
    const id = linkOf(row).pathname.split("/").pop()
    const number = form.querySelector("[data-number]")
    if (number) {
      number.value = id // of a form that asks for a page: it names the row in a field, not in its address
      return form.requestSubmit()
    }
    form.action = new URL(form.action).pathname.replace(/\/\d+\//, `/${id}/`)
    form.elements.next.value = form.elements.next.value.replace(/([?&]at=)\d+/, `$1${id}`)
    if (!button.dataset.place) return form.requestSubmit()
    row.querySelector(button.dataset.place).append(form)
    form.reset()
    form.querySelector("select").focus()
  })
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    linkOf(form.closest("[data-row]")).focus()
    button.parentElement.append(form)
  })
}

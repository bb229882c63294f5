// Sends a filter form when a choice changes; its button is for those without script, so it is hidden.
// Empty fields are left out, which keeps the address short enough to share.
import waiting from "../modules/waiting.js"

const CANCELLED = "Cancelled. The list is as it was."

export default function autosubmit(form) {
  let endWaiting = null
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit()
  })
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name)
  })
  form.addEventListener("submit", (event) => {
    endWaiting?.()
    endWaiting = waiting(form, { control: event.submitter, cancel: () => window.stop(), cancelled: CANCELLED })
  })
  window.addEventListener("pageshow", () => endWaiting?.())
}

// A form pressed twice counts once. The pressed button stays enabled, so that its name and value are sent.
import waiting from "../modules/waiting.js"

const CANCELLED = "Cancelled. It may have been done all the same, so look before you press again."

export default function once(form) {
  let endWaiting = null
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return
    if (endWaiting) return event.preventDefault()
    endWaiting = waiting(form, { control: event.submitter, cancel, cancelled: CANCELLED })
  })
  // Coming back with the browser's button shows the page as it was left.
  window.addEventListener("pageshow", done)

  function cancel() {
    window.stop()
    done()
  }

  function done() {
    endWaiting?.()
    endWaiting = null
  }
}

// A form pressed twice counts once. The pressed button stays enabled, so that its name and value are sent.
export default function once(form) {
  let isSent = false
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return
    if (isSent) return event.preventDefault()
    isSent = true
    event.submitter?.setAttribute("aria-busy", "true")
  })
  // Coming back with the browser's button shows the page as it was left.
  window.addEventListener("pageshow", () => {
    isSent = false
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy")
  })
}

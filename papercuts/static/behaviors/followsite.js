// Shows the people of a site as soon as it is chosen: <input data-js="followsite" data-parts="ids">.
// The parts with these ids are taken from the page that the button [data-follows-site] would bring; then it is not needed.
export default function followsite(site) {
  const { form } = site
  const button = form.querySelector("[data-follows-site]")
  let newest = 0
  if (button) button.hidden = true
  site.addEventListener("change", async () => {
    const asked = ++newest
    const body = new FormData(form)
    body.set("more", "site")
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body) }).catch(() => null)
    if (asked !== newest) return // another site was chosen meanwhile
    if (!answer?.ok || answer.redirected) { // the session is over, say: the button shows the page that says so
      if (button) button.hidden = false
      return
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    for (const id of site.dataset.parts.split(" ")) swap(document.getElementById(id), page.getElementById(id), form)
  })
}

// Puts in what is new; who stood on a field that goes stands on the next one.
function swap(part, fresh, form) {
  const focused = part.contains(document.activeElement) && document.activeElement.id
  part.replaceChildren(...fresh.childNodes)
  if (!focused) return
  const isAfter = (field) => part.compareDocumentPosition(field) === Node.DOCUMENT_POSITION_FOLLOWING
  const next = [...form.elements].find((field) => isAfter(field) && field.matches("input, select") && field.checkVisibility())
  ;(document.getElementById(focused) ?? next)?.focus()
}

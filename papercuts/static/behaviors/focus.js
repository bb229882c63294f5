// Takes the focus when the page opens, and lets its links focus the field they name: the error summary.
export default function focus(element) {
  element.focus()
  element.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]')
    const field = link && document.getElementById(link.hash.slice(1))
    if (!field) return
    event.preventDefault()
    field.focus()
    field.scrollIntoView({ block: "center" })
  })
}

// Takes the focus when the page opens, unless the one wrong field asks for it (it is announced all the same), and lets its links focus the field they name: the error summary.
export default function focus(element) {
  if (!document.querySelector("[autofocus][aria-invalid]")) element.focus()
  element.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]')
    const field = link && document.getElementById(link.hash.slice(1))
    if (!field) return
    event.preventDefault()
    field.focus()
    field.scrollIntoView({ block: "center" })
  })
}

// A form whose rows are ticked elsewhere on the page: its button says how many are, and hides while none is.
export default function selectrows(form) {
  const button = form.querySelector("[data-words]")
  const show = () => {
    const n = [...form.elements].filter((one) => one.type === "checkbox" && one.checked).length
    button.textContent = button.dataset.words.replace("%n", n)
    form.hidden = n === 0
    form.classList.toggle("is-picking", n > 0)
  }
  document.addEventListener("change", (event) => event.target.form === form && show())
  window.addEventListener("pageshow", show) // the browser may bring back what was ticked
  show()
}

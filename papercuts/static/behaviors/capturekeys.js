// Keys of the capture form that also work while typing: Ctrl+Enter saves, Alt+1 … Alt+9 choose the person.
export default function capturekeys(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      form.requestSubmit()
    } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      const people = form.querySelectorAll("[data-people] input[type=radio]")
      const person = people[Number(event.code.slice(-1)) - 1]
      if (!person) return
      event.preventDefault()
      person.checked = true
      person.dispatchEvent(new Event("change", { bubbles: true }))
    }
  })
}

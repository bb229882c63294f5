// Enter in a list of choices sends the form, as it does in a line of text; with nothing chosen it opens the list.
export default function entersends(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("select") || !event.target.value) return
    event.preventDefault()
    form.requestSubmit()
  })
}

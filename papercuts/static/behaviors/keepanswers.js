// Puts what was typed into the address of this page before it is left, so that the browser's Back finds it.
export default function keepanswers(form) {
  form.addEventListener("submit", () => {
    const answers = new URLSearchParams(new FormData(form))
    answers.delete("csrf_token")
    answers.set("step", answers.get("at"))
    history.replaceState(null, "", `${location.pathname}?${answers}`)
  })
}

// A button beside a password field that shows what was typed. It hides it again before the form is sent.
export default function showpassword(element) {
  const input = element.querySelector("input")
  const button = element.querySelector("button")
  const show = (isShown) => {
    input.type = isShown ? "text" : "password"
    button.setAttribute("aria-pressed", String(isShown))
    button.textContent = isShown ? "Hide" : "Show"
  }
  button.hidden = false
  button.addEventListener("click", () => show(input.type === "password"))
  input.form?.addEventListener("submit", () => show(false))
}

// Prints the page: <button type="button" data-js="print" hidden>Print</button>.
export default function print(button) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}

// The page with both texts: what is sent from here takes the place of what the form before it has kept.
import { typedInto } from "../modules/typed.js"

export default function settles(form) {
  form.addEventListener("submit", () => typedInto(form).keep(null))
}

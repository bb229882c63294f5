// Beside one of our columns: what stands in theirs, and the fields that this choice needs.
export default function columns(row) {
  const choice = row.querySelector("select")
  const values = row.querySelector("[data-values]")
  const fixed = row.querySelector("[data-fixed]")
  const known = document.querySelectorAll("[data-column]") // of theirs, in their order
  const order = row.querySelector("[data-order]")
  choice.addEventListener("change", show)
  show()

  function show() {
    values.textContent = /^\d+$/.test(choice.value) ? known[Number(choice.value)].textContent : ""
    fixed.hidden = choice.value !== "fixed"
    if (order) order.hidden = choice.value === "" || choice.value === "fixed"
  }
}

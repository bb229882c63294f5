// Puts “” into the line with the caret between them, or around what is marked: <button data-quotes>.
export default function quote(form) {
  const button = form.querySelector("[data-quotes]")
  const line = form.elements.namedItem("line")

  button.hidden = false
  button.addEventListener("click", () => {
    const { selectionStart: start, selectionEnd: end, value } = line
    const marked = value.slice(start, end)
    const before = start && !/\s$/.test(value.slice(0, start)) ? " “" : "“"
    const after = end < value.length && !/^\s/.test(value.slice(end)) ? "” " : "”"
    line.setRangeText(before + marked + after, start, end, "end")
    const caret = start + before.length + marked.length
    line.focus()
    line.setSelectionRange(caret, caret)
    line.dispatchEvent(new Event("input", { bubbles: true }))
  })
}

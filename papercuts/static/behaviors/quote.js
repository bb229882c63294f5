// Puts “” into the line with the caret between them, or around what is marked: <button data-quotes>.
export default function quote(form) {
  const button = form.querySelector("[data-quotes]")
  const line = form.elements.namedItem("line")

  let left = null // where the caret was when the line was left, and what the line said

  line.addEventListener("blur", () => (left = [line.selectionStart, line.selectionEnd, line.value]))
  button.hidden = false
  button.addEventListener("click", () => {
    const { value } = line
    const [start, end] = left?.[2] === value ? left : [value.length, value.length] // what was written since is before it
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

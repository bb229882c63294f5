// Keeps a line that was begun when its page is left, and gives it back when somebody returns, in this tab:
// <textarea data-js="keepline" data-keep="whose and where">. #line-kept says so, and [data-drops-line] forgets the line.
// The fields of a <details data-keep-too> of the same form are kept with it, once something is written in one of them.
export default function keepline(line) {
  const key = `line-${line.dataset.keep}`
  const sent = `${key}-sent`
  const store = (name, text) => (text.trim() ? write(name, text) : write(name, null))
  const beside = line.form.querySelector("details[data-keep-too]")
  const drop = () => [key, `${key}-beside`].forEach((name) => write(name, null))
  // After a form was sent, a page with a message says that it arrived; without one the line may not have.
  if (read(sent) && document.querySelector(".flashes")) drop()
  write(sent, null)
  if (beside) keepBeside(beside, `${key}-beside`)
  if (line.value) store(key, line.value)
  else if (read(key)) {
    line.value = read(key)
    document.getElementById("line-kept").hidden = false
    // once every script listens: the line is read, and known paper cuts are looked up
    window.addEventListener("load", () => line.dispatchEvent(new Event("input", { bubbles: true })))
  }
  line.addEventListener("input", () => store(key, line.value))
  line.form.addEventListener("submit", () => write(sent, "yes"))
  for (const link of document.querySelectorAll("[data-drops-line]")) {
    link.addEventListener("click", drop)
  }
}

// What the page brings itself, like steps that were counted elsewhere, wins over what was kept.
function keepBeside(details, name) {
  const fields = [...details.querySelectorAll("input, select")]
  const isWritten = () => fields.some((field) => field.matches("input") && field.value.trim())
  const keep = () => write(name, isWritten() ? JSON.stringify(fields.map((field) => field.value)) : null)
  const kept = JSON.parse(read(name) ?? "[]")
  if (isWritten()) keep()
  else if (kept.length === fields.length) {
    fields.forEach((field, at) => (field.value = kept[at]))
    details.open = true
    window.addEventListener("load", () => {
      for (const field of fields) field.dispatchEvent(new Event("change", { bubbles: true }))
      fields[0].dispatchEvent(new Event("input", { bubbles: true }))
    })
  }
  details.addEventListener("input", keep)
}

// A browser may refuse to keep anything.
function read(name) {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}

function write(name, text) {
  try {
    if (text === null) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, text)
  } catch {
    // then the line is as safe as without this script
  }
}

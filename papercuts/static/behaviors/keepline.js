// Keeps a line that was begun when its page is left, and gives it back when somebody returns, in this tab:
// <textarea data-js="keepline" data-keep="whose and where">. #line-kept says so, and [data-drops-line] forgets the line.
export default function keepline(line) {
  const key = `line-${line.dataset.keep}`
  const sent = `${key}-sent`
  const store = (name, text) => (text.trim() ? write(name, text) : write(name, null))
  // After a form was sent, a page with a message says that it arrived; without one the line may not have.
  if (read(sent) && document.querySelector(".flashes")) write(key, null)
  write(sent, null)
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
    link.addEventListener("click", () => write(key, null))
  }
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

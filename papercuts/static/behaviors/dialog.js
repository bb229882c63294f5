// Opens a part of the page behind a link as a dialog: <a href="/keys" data-js="dialog" data-part="keys">. Esc closes it.
export default function dialog(link) {
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    const open = document.querySelector("dialog[open]")
    if (open) return open.close()
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null)
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html")
    const part = page && page.getElementById(link.dataset.part)
    if (part) show(part, page.querySelector("h1").textContent)
    else location.assign(link.href)
  })
}

function show(part, title) {
  const box = document.createElement("dialog")
  const heading = document.createElement("h2")
  const close = document.createElement("button")
  box.className = "dialog"
  box.setAttribute("aria-label", title)
  heading.textContent = title
  close.className = "btn"
  close.textContent = "Close"
  close.addEventListener("click", () => box.close())
  box.addEventListener("close", () => box.remove())
  box.append(heading, document.importNode(part, true), close)
  document.body.append(box)
  box.showModal()
}

// Opens the page behind a link as a dialog: the part of it marked data-dialog. Esc closes it.
export default function dialog(link) {
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    const open = document.querySelector("dialog[open]")
    if (open) return open.close()
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null)
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html")
    const part = page && page.querySelector("[data-dialog]")
    if (!part) return location.assign(link.href)
    show(part)
  })
}

function show(part) {
  const box = document.createElement("dialog")
  const close = document.createElement("button")
  box.className = "dialog"
  box.setAttribute("aria-label", part.dataset.dialog)
  close.className = "btn"
  close.textContent = "Close"
  close.addEventListener("click", () => box.close())
  box.addEventListener("close", () => box.remove())
  box.append(document.importNode(part, true), close)
  document.body.append(box)
  box.showModal()
}

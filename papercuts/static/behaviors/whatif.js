// Shows what other numbers would do while they are typed: <form data-js="whatif" data-part="address of the part">, each
// field with data-now, what it holds before anybody types. Only what differs from it goes into the address. The answer
// may move fields that belong to a typed one; whatever was typed since it was asked for stays.
import waiting from "../modules/waiting.js"

const PAUSE_MS = 400
const FAILED = "That could not be worked out just now. What is shown is from before."

export default function whatif(form) {
  const place = form.closest("section")
  const part = (name) => place.querySelector(`[data-${name}]`)
  let timer, asked
  form.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(show, PAUSE_MS)
  })
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    show()
  })
  part("back").addEventListener("click", (event) => {
    event.preventDefault()
    for (const field of fields()) field.value = field.dataset.now
    show()
  })

  function fields() {
    return form.querySelectorAll("[data-now]")
  }

  async function show() {
    clearTimeout(timer)
    asked?.abort()
    const mine = (asked = new AbortController())
    const end = waiting(part("result"))
    const query = new URLSearchParams()
    const held = new Map()
    const address = new URL(location.href) // with whatever else the page was asked for
    for (const { name, value, dataset } of fields()) {
      held.set(name, value)
      address.searchParams.delete(name)
      if (value.trim() === dataset.now) continue
      query.set(name, value)
      address.searchParams.set(name, value)
    }
    address.hash = "what-if"
    try {
      const answer = await fetch(`${form.dataset.part}?${query}`, { signal: mine.signal })
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      if (!page.querySelector("[data-result]")) throw new Error(FAILED)
      history.replaceState(history.state, "", address)
      take(page, held)
    } catch {
      if (asked === mine) part("status").textContent = FAILED
    } finally {
      end()
    }
  }

  // The fields stay, with the focus and what is typed in them; only what is said of them is new, and what moved along.
  function take(page, held) {
    for (const field of fields()) {
      const answered = page.getElementById(field.id).value
      if (field.value === held.get(field.name) && !field.matches(":focus")) field.value = answered
      if (field.type === "hidden") continue
      const [here, fresh] = [field, page.getElementById(field.id)].map((one) => one.closest(".field"))
      here.className = fresh.className
      here.querySelector(".field__error")?.remove()
      const error = fresh.querySelector(".field__error")
      if (error) here.querySelector("label").after(error)
      for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", error?.id]]) {
        if (error) field.setAttribute(name, value)
        else field.removeAttribute(name)
      }
    }
    document.querySelector(".error-summary")?.remove() // of what was typed before
    part("status").textContent = page.querySelector("[data-status]").textContent
    part("result").replaceWith(page.querySelector("[data-result]"))
  }
}

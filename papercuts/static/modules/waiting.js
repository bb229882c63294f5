// What is shown while an answer is awaited: nothing for 300 ms, then a dot on the pressed control (papercuts.css) and
// aria-busy on the region that will change; after 10 s a line with Cancel, where there is a way to cancel. What may have
// become of it by then, the form says.
const BUSY_AFTER_MS = 300
const SLOW_AFTER_MS = 10_000

export default function waiting(region, { control = null, cancel = null, cancelled = "Cancelled." } = {}) {
  const line = document.createElement("p")
  line.className = "waiting"
  line.setAttribute("role", "status")
  region.querySelector(":scope > .waiting")?.remove() // of the last time
  const timers = [setTimeout(busy, BUSY_AFTER_MS)]
  if (cancel) timers.push(setTimeout(slow, SLOW_AFTER_MS))

  function busy() {
    region.setAttribute("aria-busy", "true")
    control?.setAttribute("aria-busy", "true")
    if (cancel) region.append(line) // empty at first: what comes into it later is read out
  }

  function slow() {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "btn btn--sm"
    button.textContent = "Cancel"
    button.addEventListener("click", () => {
      cancel()
      end()
      line.textContent = cancelled
      region.append(line)
    })
    line.append("Still working ", button)
  }

  function end() {
    timers.forEach(clearTimeout)
    for (const element of [region, control]) element?.removeAttribute("aria-busy")
    line.remove()
  }

  return end
}

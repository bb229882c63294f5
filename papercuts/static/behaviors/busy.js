// Marks a region as busy while htmx fetches what goes into it: <div hx-get="…" data-js="busy">.
import waiting from "../modules/waiting.js"

export default function busy(region) {
  let newest = null // a request takes the place of one that is under way, which ends after this one began
  let end = null
  region.addEventListener("htmx:before:request", ({ detail }) => {
    end?.()
    newest = detail.ctx
    end = waiting(region)
  })
  region.addEventListener("htmx:finally:request", ({ detail }) => {
    if (detail.ctx === newest) end?.()
  })
}

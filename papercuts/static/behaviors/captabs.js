// The two parts of capture on a phone, one shown at a time: <nav data-js="captabs"> with links to #capture and #verify.
// On a laptop both stand side by side, and the links only lead there; as they do without this script.
const ALONE = matchMedia("(max-width: 60rem)")

export default function captabs(nav) {
  const parts = document.querySelector("[data-parts]")
  const links = [...nav.querySelectorAll("a")]
  const verify = document.getElementById("verify")

  for (const link of links) link.addEventListener("click", (event) => choose(event, link.hash))
  window.addEventListener("hashchange", () => location.hash && show(location.hash))
  const there = links.some((link) => link.hash === location.hash) || inVerify(location.hash)
  show(there && !document.querySelector(".error-summary") ? location.hash : "#capture")
  if (there && !(ALONE.matches && links.some((link) => link.hash === location.hash))) document.getElementById(location.hash.slice(1)).scrollIntoView() // it may have been hidden when it was gone to

  function choose(event, hash) {
    show(hash)
    if (!ALONE.matches) return
    event.preventDefault() // who is asked, above both parts, stays in sight
    history.replaceState(null, "", hash)
  }

  function show(hash) {
    const tab = inVerify(hash) ? "verify" : "capture"
    parts.dataset.tab = tab
    for (const link of links) {
      if (link.hash === `#${tab}`) link.setAttribute("aria-current", "true")
      else link.removeAttribute("aria-current")
    }
  }

  function inVerify(hash) {
    const target = hash && document.getElementById(hash.slice(1))
    return Boolean(target && verify.contains(target))
  }
}

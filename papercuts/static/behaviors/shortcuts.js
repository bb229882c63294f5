// Single keys for the whole page. An element says which one presses it: data-key="n", data-key="g o", data-key="?".
// In lists, j and k move between the links of [data-row]; a row's own keys (o, w, c, e) belong to the focused row.
import { linkOf } from "../modules/rows.js"

const WAIT_MS = 1500 // between the two keys of "g o"

export default function shortcuts(body) {
  if (body.dataset.shortcuts === "off") return
  let first = ""
  let pressedAt = 0
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event)
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
    if (document.querySelector("dialog[open]") && event.key !== "?") return
    const isSecond = first && event.timeStamp - pressedAt < WAIT_MS
    const keys = isSecond ? `${first} ${event.key}` : event.key
    first = !isSecond && event.key === "g" ? "g" : ""
    pressedAt = event.timeStamp
    if (press(keys)) event.preventDefault()
  })
}

function isTyping(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null
}

function leave(event) {
  if (!isTyping(event.target)) return
  const row = event.target.closest("[data-row]")
  if (row) linkOf(row).focus() // so that j and k go on from here
  else event.target.blur()
}

function press(keys) {
  const rows = [...document.querySelectorAll("[data-row]")]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  if (keys === "j" || keys === "k") return move(rows, keys === "j" ? at + 1 : Math.max(at - 1, 0))
  const [row] = at < 0 ? [] : [rows[at]]
  if (keys === "o" && row) return use(linkOf(row))
  const ofPage = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)]
  const outside = ofPage.filter((element) => !element.closest("[data-row]"))
  const ofMain = outside.find((element) => element.closest("main")) // what the page is about wins over its frame
  return use(ofPage.find((element) => row?.contains(element)) ?? ofMain ?? outside[0])
}

function move(rows, to) {
  const link = rows[to] && linkOf(rows[to])
  link?.focus()
  link?.scrollIntoView({ block: "nearest" })
  return Boolean(link)
}

function use(element) {
  if (!element) return false
  if (element.matches("input:not([type=checkbox]), select, textarea")) element.focus()
  else element.click()
  if (element.matches("input:not([type=checkbox])")) element.select() // what stands there is replaced by typing
  return true
}

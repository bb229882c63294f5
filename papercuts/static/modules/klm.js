// The browser's reading of a line of steps; papercuts/domain/klm.py is the rule and has the last word.
// Pure: text in, seconds out. tests/browser holds both against the same lines.
const LIMITS = { line: 500, count: 1000, cm: 200, seconds: 8 * 3600 }
const KEYS = { best: 0.08, good: 0.12, average: 0.2, "non-secretary": 0.28, random: 0.5, complex: 0.75, unfamiliar: 1.2 }
const FIXED = { P: 1.1, BB: 0.2, B: 0.1, H: 0.4, T: 0.57, S: 0.9, C: 0.77, O: 0.84 }
const WAITS = { R: "wait", W: "wait" }
const NAMES = {
  mouse: {
    M: "think", K: "key", P: "point", BB: "click", B: "press or release", H: "move the hand",
    D: "drag", ...WAITS,
  },
  touch: { M: "think", T: "tap", S: "swipe", C: "pinch", O: "stretch", ...WAITS },
}
const WORDS = { tap: "T", swipe: "S", slide: "S", pinch: "C", stretch: "O" }
const MEASURED = { D: "its length in cm, like D6", R: "its seconds, like R0.75", W: "its seconds, like W2" }
const BETWEEN = /[ \t\r\n\u00a0,;+]*/y
const COUNT = /([0-9]+)[ \u00a0]?[*·×]?[ \u00a0]?(?![0-9.])/y
const AMOUNT = /[ \u00a0]?([0-9]+(?:[.][0-9]+|,[0-9]+(?![0-9]*[*·×A-Za-z]))?|[.][0-9]+)/y
const OPERATORS = {
  mouse: /BB|[MKPBHDRW]/iy,
  touch: /taps?|swipes?|slides?|pinch(?:es)?|stretch(?:es)?|[MTSCORW]/iy,
}
const REACH = Math.exp(0.2 * 1.2815515655446004) // SPREAD of papercuts/domain/klm.py, at 10 and 90 %
const UNKNOWN = /\p{L}+|[0-9.,]+|./suy
const NAMED_MOST = 20

// model: { device, keyer, m }. Returns { seconds, rows: [{ operator, name, count, secondsEach, seconds }] }, or { error }.
export function timing(line, model) {
  try {
    return sum(steps(line, model.device), model)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { error: error.message }
  }
}

// Between which seconds counted ones likely are, for an expert without slips: { low, high, text }; see klm.limits.
export function limits(seconds) {
  const [low, high] = [rounded(seconds / REACH), rounded(seconds * REACH)]
  const ends = [...new Set([low, high].map(inWords))]
  const unit = ends.at(-1).split(" ").at(-1)
  const text = ends.map((end, at) => (at < ends.length - 1 && end.endsWith(` ${unit}`) ? end.slice(0, -unit.length - 1) : end))
  return { low, high, text: text.join(" to ") }
}

export function lost(now, after) {
  return rounded(Math.max(now - after, 0))
}

// What to say of a fix that takes longer than what it is to help; nothing of any other.
export function longer(now, after) {
  const more = rounded(after - now)
  return more > 0 ? `After the fix it would take ${more.toFixed(2)} s longer. Are the two lines swapped?` : ""
}

class Refusal extends Error {}

function sum(written, model) {
  const rows = new Map()
  for (const { operator, count, amount } of written) {
    const secondsEach = each(operator, amount, model)
    const row = rows.get(`${operator} ${secondsEach}`)
    if (row) row.count += count
    else rows.set(`${operator} ${secondsEach}`, { operator, name: NAMES[model.device][operator], count, secondsEach })
  }
  for (const row of rows.values()) row.seconds = rounded(row.secondsEach * row.count)
  const seconds = rounded([...rows.values()].reduce((total, row) => total + row.secondsEach * row.count, 0))
  if (seconds > LIMITS.seconds) throw new Refusal(`All steps together can take at most ${LIMITS.seconds / 3600} hours`)
  return { seconds, rows: [...rows.values()] }
}

function steps(line, device) {
  const length = [...line].length
  if (length > LIMITS.line) {
    const sent = length.toLocaleString("en-GB")
    throw new Refusal(`A line of steps can have at most ${LIMITS.line} characters (you sent ${sent})`)
  }
  const found = []
  let at = match(BETWEEN, line, 0)[0].length
  while (at < line.length) {
    const count = match(COUNT, line, at)
    if (count) at += count[0].length
    const operator = match(OPERATORS[device], line, at)
    if (!operator) throw new Refusal(notKnown(line, at, device, count?.[1] ?? ""))
    at += operator[0].length
    const letters = lettersOf(operator[0])
    const amount = letters in MEASURED ? match(AMOUNT, line, at) : null
    if (letters in MEASURED && !amount) throw new Refusal(`${letters} needs ${MEASURED[letters]}`)
    if (amount) at += amount[0].length
    found.push({ operator: letters, count: times(count), amount: amount && amountOf(letters, amount[1]) })
    at += match(BETWEEN, line, at)[0].length
  }
  if (!found.length) throw new Refusal(`Write the steps as one line, like ${device === "mouse" ? "M P BB" : "M T"}`)
  return found
}

function match(pattern, line, at) {
  pattern.lastIndex = at
  return pattern.exec(line)
}

function lettersOf(written) {
  const word = Object.keys(WORDS).find((name) => written.toLowerCase().startsWith(name))
  return word ? WORDS[word] : written.toUpperCase()
}

function notKnown(line, at, device, count) {
  const wrong = match(UNKNOWN, line, at)?.[0]
  const isNumber = wrong !== undefined && /^[0-9.]/.test(wrong)
  if (wrong === undefined || (count && isNumber)) return `${count.slice(0, NAMED_MOST)} has no operator behind it, like 6K`
  if (isNumber) return `${wrong.slice(0, NAMED_MOST)} is no whole number of times, like 6K`
  const letters = [...wrong]
  const name = letters.length <= NAMED_MOST ? wrong : `${letters.slice(0, NAMED_MOST).join("")}…`
  const known = Object.entries(NAMES[device]).map((pair) => pair.join(" "))
  return `“${name}” is not an operator for ${device}. Known are ${known.join(", ")}`
}

function times(count) {
  const n = count ? Number(count[1]) : 1
  if (n >= 1 && n <= LIMITS.count) return n
  throw new Refusal(`One step can be repeated from 1 to ${LIMITS.count.toLocaleString("en-GB")} times`)
}

function amountOf(letters, digits) {
  const [most, unit] = letters === "D" ? [LIMITS.cm, "cm"] : [LIMITS.seconds, "seconds"]
  const value = Number(digits.replace(",", "."))
  if (value > most) throw new Refusal(`${letters} can have at most ${most} ${unit}`)
  return value
}

function each(operator, amount, model) {
  if (operator === "M") return model.m
  if (operator === "K") return KEYS[model.keyer]
  if (operator === "D") return rounded(0.9 + 0.16 * amount)
  return amount ?? FIXED[operator]
}

// As formats.seconds writes it.
function inWords(seconds) {
  const digits = (n) => String(Number(n.toPrecision(2)))
  if (seconds > 0 && seconds < 0.05) return "under 0.1 s"
  if (seconds < 120) return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`
  return seconds < 7200 ? `${digits(seconds / 60)} min` : `${digits(seconds / 3600)} h`
}

function rounded(seconds) {
  return Math.round(seconds * 1e6) / 1e6
}

// The browser's reading of the line of capture; papercuts/domain/shorthand.py is the rule and has the last word.
// Pure: text in, words out. tests/browser holds both against the same lines.
const NUMBER = "([0-9]{1,6}(?:[.,][0-9]{1,2})?)"
const whole = (pattern) => new RegExp(`^(?:${pattern})$`)
const [S, M, H] = ["s(?:ecs?)?", "m(?:ins?)?", "h(?:rs?|ours?)?"]
const END = "(?=[\\s,;.?]|$)"
const ONE_LENGTH = whole(`${NUMBER}(${S}|${M}|${H})`)
const TWO_LENGTHS = whole(`([0-9]{1,3})(?:${M}([0-5]?[0-9])(?:${S})?|${H}([0-5]?[0-9])(?:${M})?)`)
const APART = new RegExp(`(?<!\\S)${NUMBER} (s|secs?|mins?|h|hrs?)${END}`, "g")
const TWO_APART = new RegExp(`(?<!\\S)([0-9]{1,3}) ?(m|mins?|h|hrs?) ([0-5]?[0-9]) ?(s|secs?|m|mins?)${END}`, "g")
const IN_A_FIELD = whole(`([0-9]+(?:[.,][0-9]+)*)(${S}|${M}|${H})?`)
const LIKE_LENGTH = whole(`([0-9][0-9.,]*)(${S}|${M}|${H})(?:[0-9.,]+[smh]?)?`)
const LONG_LENGTH = whole(`([0-9]+(?:[.,][0-9]{1,2})?)(${S}|${M}|${H})`)
const FACTORS = { s: 1, m: 60, h: 3600 }
const IN_A_SENTENCE = new RegExp(`(?<!\\S)${NUMBER} ?(second|minute|hour)s?(?!\\w)`, "i")
const PERIOD = "(d|day|w|wk|week|m|month|y|yr|year)"
const FREQUENCY = whole(`${NUMBER}/${PERIOD}`)
const FREQUENCY_APART = new RegExp(`(?<!\\S)${NUMBER}(?: ?/ ?| ?x ?/ ?| ?x (?:a|per) )${PERIOD}${END}`, "g")
const LONG_FREQUENCY = whole(`([0-9]+(?:[.,][0-9]{1,2})?)/${PERIOD}`)
const LIKE_FREQUENCY = whole("([0-9][0-9.,]*)/[a-z]{1,7}")
const OCCURRENCES = whole("[xX]([0-9]{1,4})")
const LIKE_OCCURRENCES = whole("[xX][0-9]+")
const PERSON = whole("@([A-Za-z]{1,3}[0-9]{1,4})")
const PAPER_CUT = whole("(?:=|=?[Pp][Cc]-)([0-9]{1,10})")
const PERIODS = { d: "day", w: "week", m: "month", y: "year" }
const MOODS = { ":((": -2, ":(": -1, ":|": 0, ":)": 1, ":))": 2, ":D": 2 }
const MOOD_WORDS = ["furious", "annoyed", "calm", "pleased", "delighted"] // from −2
const QUOTE =
  /(?<!\S)(?:"([^"]*)"|“([^“”]*)”|”([^”]*)”|„([^„“”]*)[“”]|«([^«»]*)»|»([^«»]*)«)(?=[\s.,;:!?)]|$)[.,;]?/gu
const LIMITS = { secondsMin: 0.1, secondsMax: 8 * 3600, times: 100_000, occurrences: 1_000, number: 2 ** 31 - 1, name: 200 }

const READERS = [
  readSeconds,
  (word) => {
    const [, times, per] = FREQUENCY.exec(word) ?? []
    return times && number(times) > 0 && number(times) <= LIMITS.times && { times: number(times), per: PERIODS[per[0]] }
  },
  (word) => {
    const n = Number(OCCURRENCES.exec(word)?.[1] ?? 0)
    return n >= 1 && n <= LIMITS.occurrences && { occurrences: n }
  },
  (word) => PERSON.test(word) && { person: word.slice(1).toUpperCase() },
  (word) => /^#\p{L}/u.test(word) && [...word].length <= LIMITS.name && { area: word.slice(1) },
  (word) => {
    const n = Number(PAPER_CUT.exec(word)?.[1] ?? 0)
    return n >= 1 && n <= LIMITS.number && { paperCut: n }
  },
  (word) => Object.hasOwn(MOODS, word) && { mood: MOODS[word] },
]

export function parse(line) {
  const { rest: withoutQuote, quote } = takeQuote(line)
  const joined = withoutQuote.replace(TWO_APART, "$1$2$3$4").replace(APART, "$1$2")
  const { rest, isUnsure } = takeDoubt(joined.replace(FREQUENCY_APART, "$1/$2"))
  const found = {}
  const left = []
  for (const word of rest.split(/[ \t\r\n]+/)) {
    const read = readWord(bare(word))
    if (read && !Object.keys(read).some((key) => key in found)) Object.assign(found, read)
    else left.push(word)
  }
  const { rest: sure, isUnsure: wasUnsure } = takeDoubt(left.join(" "))
  const text = textOf(sure, Object.keys(found).length > 0, quote)
  const [, length, unit] = ("secondsLost" in found ? null : IN_A_SENTENCE.exec(text)) ?? []
  if (length) Object.assign(found, readSeconds(length + unit[0].toLowerCase()))
  const notRead = left.map(bare).flatMap((word) => (whyNot(word) ? [`${word} (${whyNot(word)})`] : []))
  return { ...found, text, quote, isUnsure: isUnsure || wasUnsure, notRead }
}

// What remains beside the marks; punctuation alone is nothing where their words are all there is.
function textOf(words, isFound, quote) {
  const text = isFound ? words.replace(/[ \t\r\n,;]+$/, "") : words
  return quote && /^[ \t\r\n.,;:!\-–—…]*$/.test(text) ? "" : text
}

function bare(word) {
  return /[,;.]$/.test(word) ? word.slice(0, -1) : word
}

function readWord(word) {
  return READERS.reduce((fields, reader) => fields || reader(word), false)
}

function whyNot(word) {
  if (readWord(word)) return ""
  if (LIKE_LENGTH.test(word)) {
    const [, length, unit] = LONG_LENGTH.exec(word) ?? []
    if (!length) return "like 14s, 2m or 1h30"
    const isLong = FACTORS[unit[0]] * number(length) > LIMITS.secondsMax
    return isLong ? `at most ${LIMITS.secondsMax / 3600} h` : `at least ${LIMITS.secondsMin} s`
  }
  if (LIKE_FREQUENCY.test(word)) {
    const [, times] = LONG_FREQUENCY.exec(word) ?? []
    const isMuch = times && number(times) > LIMITS.times
    return isMuch ? `at most ${plain(LIMITS.times)}` : "like 6/d, 6/w, 6/m or 6/y"
  }
  return LIKE_OCCURRENCES.test(word) ? `from 1 to ${plain(LIMITS.occurrences)}` : ""
}

function readSeconds(word) {
  const [, length, unit] = ONE_LENGTH.exec(word) ?? []
  const [, whole, seconds, minutes] = TWO_LENGTHS.exec(word) ?? []
  const ofTwo = seconds ? 60 * whole + Number(seconds) : minutes ? 3600 * whole + 60 * minutes : 0
  const lost = length ? FACTORS[unit[0]] * number(length) : ofTwo
  return lost >= LIMITS.secondsMin && lost <= LIMITS.secondsMax && { secondsLost: lost }
}

// What a field for seconds says, alone or with a unit; NaN where it is left to the server, null where it says none.
export function secondsIn(text) {
  const said = text.trim().toLowerCase().replace(/\s*([a-z]+)\s*/g, "$1")
  const [, digits, unit = "s"] = IN_A_FIELD.exec(said) ?? []
  if (digits) return FACTORS[unit[0]] * number(digits)
  return TWO_LENGTHS.test(said) ? NaN : null
}

// Why a field for seconds cannot be kept, as the rest of a sentence; "" where it can, or is empty.
export function whyNotSeconds(text) {
  const seconds = secondsIn(text)
  if (!text.trim()) return ""
  if (seconds === null) return "enter a number of seconds, like 14, or with a unit, like 2 min"
  const isBeyond = (seconds > 0 && seconds < LIMITS.secondsMin) || seconds > LIMITS.secondsMax
  return isBeyond ? `enter 0, or a number from ${LIMITS.secondsMin} to ${plain(LIMITS.secondsMax)}` : ""
}

export function understood(said) {
  return [
    said.secondsLost !== undefined && `${duration(said.secondsLost)} lost`,
    said.times !== undefined && `${said.times === 1 ? "once" : `${plain(said.times)} times`} a ${said.per}`,
    said.quote && "1 quote",
    said.occurrences > 1 && `${plain(said.occurrences)} times`,
    said.person,
    said.area && `#${said.area}`,
    said.paperCut && `PC-${said.paperCut}`,
    said.mood !== undefined && MOOD_WORDS[said.mood + 2],
    said.isUnsure && "not sure",
  ].filter(Boolean)
}

function takeQuote(line) {
  for (const match of line.matchAll(QUOTE)) {
    const quote = match.slice(1).find((words) => words !== undefined).trim()
    if (quote) return { rest: `${line.slice(0, match.index)} ${line.slice(match.index + match[0].length)}`, quote }
  }
  return { rest: line, quote: null }
}

function takeDoubt(words) {
  const sure = words.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "")
  const bare = sure.replace(/[? \t\r\n]+$/, "")
  return { rest: bare, isUnsure: bare !== sure }
}

function number(digits) {
  return Number(digits.replace(",", "."))
}

function plain(n) {
  return n.toLocaleString("en-GB", { maximumFractionDigits: 2 })
}

export function duration(seconds) {
  const short = (n) => String(Math.round(n * 100) / 100)
  if (seconds < 120) return `${short(seconds)} s`
  const rest = seconds % 60
  return `${Math.floor(seconds / 60)} min` + (Math.round(rest * 100) ? ` ${short(rest)} s` : "")
}

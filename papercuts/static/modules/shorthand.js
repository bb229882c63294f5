// The browser's reading of the line of capture; papercuts/domain/shorthand.py is the rule and has the last word.
// Pure: text in, words out. tests/browser holds both against the same lines.
const NUMBER = "([0-9]{1,6}(?:[.,][0-9]{1,2})?)"
const whole = (pattern) => new RegExp(`^(?:${pattern})$`)
const SECONDS = whole(`${NUMBER}s(?:ecs?)?`)
const MINUTES = whole(`${NUMBER}m(?:ins?)?`)
const MINUTES_AND_SECONDS = whole("([0-9]{1,3})m([0-5]?[0-9])s?")
const APART = new RegExp(`(?<!\\S)${NUMBER} (s|secs?|mins?)(?=[\\s,;.]|$)`, "g")
const IN_A_SENTENCE = new RegExp(`(?<!\\S)${NUMBER} ?(second|minute)s?(?!\\w)`, "i")
const FREQUENCY = whole(`${NUMBER}/(d|day|w|wk|week|m|month|y|yr|year)`)
const OCCURRENCES = whole("[xX]([0-9]{1,4})")
const PERSON = whole("@([A-Za-z]{1,3}[0-9]{1,4})")
const PAPER_CUT = whole("(?:=|=?[Pp][Cc]-)([0-9]{1,10})")
const PERIODS = { d: "day", w: "week", m: "month", y: "year" }
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
]

export function parse(line) {
  const { rest: withoutQuote, quote } = takeQuote(line)
  const { rest, isUnsure } = takeDoubt(withoutQuote.replace(APART, "$1$2"))
  const found = {}
  const left = []
  for (const word of rest.split(/[ \t\r\n]+/)) {
    const bare = /[,;.]$/.test(word) ? word.slice(0, -1) : word
    const read = READERS.reduce((fields, reader) => fields || reader(bare), false)
    if (read && !Object.keys(read).some((key) => key in found)) Object.assign(found, read)
    else left.push(word)
  }
  const [, length, unit] = ("secondsLost" in found ? null : IN_A_SENTENCE.exec(left.join(" "))) ?? []
  if (length) Object.assign(found, readSeconds(length + unit[0].toLowerCase()))
  return { ...found, quote, isUnsure: isUnsure || takeDoubt(left.join(" ")).isUnsure }
}

function readSeconds(word) {
  const [, seconds] = SECONDS.exec(word) ?? []
  const [, minutes] = MINUTES.exec(word) ?? []
  const [, m, s] = MINUTES_AND_SECONDS.exec(word) ?? []
  const lost = seconds ? number(seconds) : minutes ? 60 * number(minutes) : m ? 60 * Number(m) + Number(s) : 0
  return lost >= LIMITS.secondsMin && lost <= LIMITS.secondsMax && { secondsLost: lost }
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

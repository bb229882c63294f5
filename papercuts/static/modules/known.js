// Which known paper cuts a line may be, found on a phone without a network. papercuts/domain/matching.py is the rule:
// the same words and letters, weights, reasons and order; tests hold both against the same examples.
// Pure: text and known paper cuts in, the likeliest out.
const STRONG = 0.6
const [SAME_TASK, SAME_AREA] = [0.2, 0.1]
const WORDS_FOR_SURE = 2
const FAINT = 0.3
const OUTSIDE_TITLE = 0.5
const LONGEST = 60
const OFFERED = 5
const LEFT_OUT = new Set(["merged", "declined"])
const STOP_WORDS = new Set(
  (
    "a about after again all also an and are as at be because been but by can cannot do does for from get gets had " +
    "has have he her his how i if in into is isn it its just me my no not of off on one only or our out over she so " +
    "some t than that the their them then there they this to too up was we were what when where which while who why " +
    "will with you your"
  ).split(" "),
)
const UNSEEN = /\p{Cf}|[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]/gu
// Accents and points, but not the marks that make another letter, as those of kana and of Indian scripts do.
const ACCENTS = /(?![\u3099\u309a])(?=[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cyrillic}])\p{Mn}/gu
const STROKES = { ł: "l", ø: "o", đ: "d", ð: "d", ħ: "h", ŧ: "t", ı: "i", æ: "ae", œ: "oe", þ: "th", ß: "ss", ς: "σ" }
const WITHOUT_BLANKS =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3ffff}]/gu

/** Return the likeliest known paper cuts for a line, best first: [{number, score, reasons, isStrong}].
 * cuts: [{number, title, task, area, words, sightings, status}], as the page's copy has them; task and area are ids. */
export function rank(text, taskId, areaId, cuts, limit = OFFERED) {
  const sought = said(text)
  if (!sought.words.size) return []
  const known = cuts
    .filter((cut) => !LEFT_OUT.has(cut.status))
    .map((cut) => ({ cut, title: said(cut.title), seen: said(cut.words) }))
  const weights = weightsOf(sought.marks, known.map(({ title, seen }) => union(title.marks, seen.marks)))
  return known
    .map((one) => matched(one, sought, weights, taskId, areaId))
    .filter((one) => one)
    .sort((a, b) => b.match.score - a.match.score || b.sightings - a.sightings || a.match.number - b.match.number)
    .slice(0, limit)
    .map(({ match }) => match)
}

// Only what can be read beside the title is offered: words of it, or one spelt nearly the same.
function matched({ cut, title, seen }, sought, weights, taskId, areaId) {
  const inTitle = [...sought.words].filter((word) => title.words.has(word)).length
  const inSightings = [...sought.words].filter((word) => seen.words.has(word) && !title.words.has(word)).length
  const alike = likeness(sought.marks, title.marks, seen.marks, weights)
  const sameTask = taskId != null && cut.task === taskId
  const sameArea = areaId != null && cut.area === areaId
  const isSure = inTitle >= WORDS_FOR_SURE || (inTitle && sameTask)
  if (!isSure && !(alike > FAINT && (inTitle || speltAlike(sought.words, title.words)))) return null
  const score = rounded(alike + (sameTask ? SAME_TASK : 0) + (sameArea ? SAME_AREA : 0))
  const isStrong = alike >= STRONG && inTitle >= WORDS_FOR_SURE
  const more = inSightings ? ` and ${inSightings} more in sightings` : ""
  const inCommon = inTitle ? `${inTitle === 1 ? "1 word" : `${inTitle} words`} in common${more}` : "spelt alike"
  const reasons = [isStrong && "looks the same", sameTask && "same task", sameArea && "same area", inCommon]
  return { sightings: cut.sightings ?? 0, match: { number: cut.number, score, reasons: reasons.filter(Boolean), isStrong } }
}

// At least as many trigrams in common as apart.
function speltAlike(some, others) {
  const written = [...others].map((word) => new Set(trigrams(word.slice(1))))
  return [...some].some((word) => {
    const letters = new Set(trigrams(word.slice(1)))
    return written.some((other) => {
      const both = union(letters, other).size
      return both > 0 && 2 * (letters.size + other.size - both) >= both
    })
  })
}

// Sums of the same numbers in another order end otherwise, and would part those that are alike.
function rounded(score) {
  return Math.round(score * 1e9) / 1e9
}

function likeness(sought, title, seen, weights) {
  const total = (marks) => marks.reduce((sum, mark) => sum + weights.get(mark), 0)
  const all = [...sought]
  const gained = OUTSIDE_TITLE * total(all.filter((mark) => seen.has(mark) && !title.has(mark)))
  const whole = total(all) * (total([...title]) + gained)
  return whole ? (total(all.filter((mark) => title.has(mark))) + gained) / Math.sqrt(whole) : 0
}

function weightsOf(sought, texts) {
  const counts = new Map()
  for (const marks of texts) for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1)
  const weight = (n) => Math.log((texts.length + 1) / n) ** 2
  return new Map([...[...sought].map((mark) => [mark, weight(0.5)]), ...[...counts].map(([mark, n]) => [mark, weight(n)])])
}

function said(text) {
  const words = wordsOf(text ?? "").slice(0, LONGEST).filter((word) => !STOP_WORDS.has(word))
  const singulars = words.map((word) => `=${singular(word)}`)
  return { words: new Set(singulars), marks: new Set([...singulars, ...words.flatMap(trigrams)]) }
}

function wordsOf(text) {
  return fold(text).replace(WITHOUT_BLANKS, " $& ").replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").split(" ").filter(Boolean)
}

function fold(text) {
  const bare = text.replace(UNSEEN, "").normalize("NFKD").replace(ACCENTS, "").toLowerCase()
  return bare.replace(/[łøđðħŧıæœþßς]/g, (letter) => STROKES[letter]).normalize("NFC")
}

function trigrams(word) {
  const letters = [...` ${word} `]
  return letters.slice(2).map((_, start) => letters.slice(start, start + 3).join(""))
}

function singular(word) {
  if ([...word].length < 4 || !word.endsWith("s") || /(ss|us|is)$/.test(word)) return word
  if ([...word].length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`
  return /(sses|xes|ches|shes|zes)$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

function union(one, other) {
  return new Set([...one, ...other])
}

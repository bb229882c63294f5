// The outbox's way to the server. Every answer becomes {status, body, words, retryAfter}; status 0: there was none.
const PATIENCE_MS = { record: 30_000, photo: 180_000 }
const OURS = { 401: "Your session has ended. Sign in to send.", 404: "That visit is gone." }

export function createSender({ fetch = (...args) => globalThis.fetch(...args) } = {}) {
  let token = ""

  async function ask(method, path, { json, blob, caption, patience = PATIENCE_MS.record } = {}) {
    const headers = { Accept: "application/json", "X-CSRFToken": token }
    if (json) headers["Content-Type"] = "application/json"
    if (blob) headers["Content-Type"] = blob.type || "application/octet-stream"
    if (caption) headers["X-Caption"] = encodeURIComponent(caption)
    const body = json ? JSON.stringify(json) : blob
    try {
      const signal = AbortSignal.timeout(patience)
      const options = { method, headers, body, signal, redirect: "manual", cache: "no-store", credentials: "same-origin" }
      return await read(await fetch(path, options))
    } catch {
      return { status: 0, body: null, words: "No connection.", retryAfter: null }
    }
  }

  return {
    // Who is signed in, by the server; brings the token that everything else is sent with.
    async session() {
      const answer = await ask("GET", "/capture/session")
      if (answer.status === 200 && !Number.isInteger(answer.body?.account)) return { ...answer, status: 0 }
      token = answer.body?.csrf ?? ""
      return answer
    },
    sendRecord({ uid, visit, kind, fields, observedAt, photos }, now) {
      const json = { kind, fields, observed_at: observedAt, sent_at: now, photos }
      return ask("PUT", `/capture/visits/${visit}/records/${uid}`, { json })
    },
    takeBack: ({ uid, visit }) => ask("DELETE", `/capture/visits/${visit}/records/${uid}`),
    sendPhoto: (record, { uid, blob, caption }) =>
      ask("PUT", `/capture/records/${record.uid}/photos/${uid}`, { blob, caption, patience: PATIENCE_MS.photo }),
    held: (records) => ask("POST", "/capture/held", { json: { records } }),
  }
}

async function read(response) {
  // to the page for signing in: nobody is signed in here
  if (response.type === "opaqueredirect") return { status: 401, body: null, words: OURS[401], retryAfter: null }
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "")
  const body = isJson ? await response.json() : null
  // what answers "all is well" in another language, like the page of a hotel's network, has not taken anything
  const status = response.ok && !body ? 0 : response.status
  return { status, body, words: wordsOf(status, body), retryAfter: retryAfter(response.headers) }
}

function wordsOf(status, body) {
  const errors = Object.values(body?.errors ?? {}).flat()
  return errors.join(" ") || OURS[status] || body?.text || body?.title || `The server answered ${status}.`
}

// In seconds; a moment is compared with the server's own clock, the phone's may be wrong.
function retryAfter(headers) {
  const given = headers.get("Retry-After")
  if (!given) return null
  const wait = /^\d+$/.test(given) ? Number(given) : (Date.parse(given) - Date.parse(headers.get("Date"))) / 1000
  return Number.isFinite(wait) ? Math.max(wait, 1) : null
}

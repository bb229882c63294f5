// A laboratory for the outbox in a real browser: its store in the real IndexedDB, and a server of its own that fails as
// it is told. Evaluates to a function: (modules) => nothing, and leaves `lab`; modules: the address of the folder of the modules.
async (modules) => {
  const { createOutbox } = await import(`${modules}outbox.js`)
  const { createSender } = await import(`${modules}sender.js`)
  const { openStore } = await import(`${modules}store.js`)
  const backup = await import(`${modules}backup.js`)
  const told = await import(`${modules}told.js`)
  const { sha256 } = await import(`${modules}outbox.js`)

  // What a server does by its contract; faults: functions of (method, path, answer, body) that may answer in its place, or cut.
  class Server {
    records = new Map() // uid -> its JSON
    photos = new Map() // uid -> {record, sha256}
    removed = new Set()
    said = [] // every request that came
    faults = []
    account = 3
    session = 200
    offset = 0 // how far its clock is ahead, in ms

    fetch = async (path, { method, body, headers }) => {
      const text = body instanceof Blob ? await sha256(body) : body
      this.said.push(`${method} ${path}`)
      for (const fault of this.faults) {
        const instead = await fault(method, path, () => this.answer(method, path, text, headers), text)
        if (instead) return instead
      }
      return this.answer(method, path, text, headers)
    }

    answer(method, path, body, headers) {
      const [, visit, record, photo] = /^\/capture\/(?:visits\/(\d+)\/)?records\/([^/]+)(?:\/photos\/([^/]+))?$/.exec(path) ?? []
      if (path === "/capture/session") return this.who()
      if (this.session !== 200) return this.who()
      if (headers["X-CSRFToken"] !== "token") return json(400, { title: "This form has expired" })
      if (path === "/capture/held") return this.held(JSON.parse(body))
      if (photo) return this.photo(record, photo, body)
      if (method === "DELETE") {
        this.removed.add(record)
        this.records.delete(record)
        return json(200, {})
      }
      return this.record(Number(visit), record, JSON.parse(body))
    }

    who() {
      if (this.session === 401) return json(401, { title: "Your session has ended", status: 401 })
      if (this.session === 403) return json(403, { title: "You may not do that", text: "This needs at least the role engineer, and yours is viewer.", status: 403 })
      const now = new Date(Date.now() + this.offset).toISOString()
      return json(200, { account: this.account, name: "Ada", csrf: "token", now, instance: "i-1" })
    }

    record(visit, uid, given) {
      if (this.removed.has(uid)) return json(200, { taken_back: true })
      if (visit === 404) return json(404, { title: "This visit is not there any more.", status: 404 })
      if (given.fields.line?.includes("bad")) return json(422, { title: "Wrong", status: 422, errors: { line: ["Say what happened."] } })
      const { sent_at, ...content } = given
      const before = this.records.get(uid)
      if (before && JSON.stringify(before) !== JSON.stringify(content)) return json(422, { title: "Another record has this id.", status: 422 })
      this.records.set(uid, content)
      const photos = Object.fromEntries(given.photos.map((photo) => [photo, this.photos.get(photo)?.sha256 ?? null]))
      return json(before ? 200 : 201, { uid, kind: given.kind, says: "Saved.", paper_cut: null, sighting: 1, photos })
    }

    photo(record, photo, sha256) {
      if (!this.records.has(record)) return json(404, { title: "That sighting is not here.", status: 404 })
      this.photos.set(photo, { record, sha256 })
      return json(201, { sha256 })
    }

    lines() {
      return [...this.records.values()].map((record) => record.fields.line)
    }

    held({ records }) {
      const missing = records.filter((uid) => !this.records.has(uid) && !this.removed.has(uid))
      const missing_photos = {}
      for (const uid of records) {
        const gone = (this.records.get(uid)?.photos ?? []).filter((photo) => !this.photos.has(photo))
        if (gone.length) missing_photos[uid] = gone
      }
      return json(200, { missing, missing_photos })
    }
  }

  function json(status, body, headers = {}) {
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } })
  }

  const cut = () => {
    throw new TypeError("network connection was lost")
  }
  const photo = (text) => ({ blob: new Blob([`photo of ${text}`], { type: "image/jpeg" }) })

  let made = 0
  function make({ server = new Server(), name = `lab-${(made += 1)}-${Math.random()}`, version, ...options } = {}) {
    const store = openStore({ name, version })
    const outbox = createOutbox({ store, sender: createSender({ fetch: server.fetch }), account: 3, ...options })
    const save = (line, photos = [], more = {}) =>
      outbox.save({ visit: 5, visitName: "Brightmere", kind: "sighting", fields: { line }, photos: photos.map(photo), ...more })
    const states = async () => Object.fromEntries((await store.records()).map((record) => [record.fields.line, record.state]))
    const kept = async () => [(await store.records()).length, (await store.photoKeys()).length]
    return { server, store, outbox, save, states, kept, name }
  }

  return Object.assign(window, { lab: { Server, make, json, cut, backup, told } })
}

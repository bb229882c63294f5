// What the outbox keeps on this phone, in IndexedDB: records, their photos, copies of visits, what was begun to type.
// A sighting and its photos are written in one transaction: both are kept, or neither.
import { openDB } from "../vendor/idb.js"

const NAME = "papercuts"
const VERSION = 1
const OUTDATED = "Papercuts was updated on this phone. Reload this page; what you saved is kept."

export function openStore({ name = NAME, version = VERSION, tell = () => {} } = {}) {
  let opening = null

  // opened anew after another tab has asked this one to let go of it
  function database() {
    opening ??= openDB(name, version, {
      upgrade,
      blocked: () => tell("Close the other tabs of papercuts: an older one keeps this one waiting."),
      blocking: (was, next, event) => {
        event.target.close() // a newer page wants to change how things are kept; it must not wait for this one
        opening = null
      },
      terminated: () => (opening = null),
    }).catch((error) => {
      opening = null
      throw error.name === "VersionError" ? Object.assign(new Error(OUTDATED, { cause: error }), { isWords: true }) : error
    })
    return opening
  }

  // One transaction; what is thrown in it undoes it.
  async function write(stores, work, durability = "strict") {
    const transaction = (await database()).transaction(stores, "readwrite", { durability })
    const done = transaction.done.catch((error) => error)
    try {
      const result = await work(...stores.map((each) => transaction.objectStore(each)))
      const error = await done
      if (error) throw error
      return result
    } catch (error) {
      try {
        transaction.abort()
      } catch {
        // it has ended already
      }
      const ended = await done // why the browser undid it, as that it is full; else what was thrown
      throw ended && ended.name !== "AbortError" ? ended : error
    }
  }

  return {
    // Keeps a record and its photos; one that it replaces goes in the same step, but stays where it was in the order.
    add: (record, photos = [], replaces = null) =>
      write(["records", "photos"], async (records, kept) => {
        const before = replaces && (await records.get(replaces))
        const last = await records.index("seq").openKeyCursor(null, "prev")
        if (before) await remove(records, kept, before.uid)
        const row = { ...record, seq: before?.seq ?? (last?.key ?? 0) + 1 }
        await Promise.all([records.add(row), ...photos.map((photo) => kept.add({ ...photo, record: row.uid }))])
        return row
      }),
    // Reads a record and writes what `change` makes of it: nothing (undefined) leaves it, null removes it and its photos.
    change: (uid, change) =>
      write(["records", "photos"], async (records, kept) => {
        const before = await records.get(uid)
        if (!before) return null
        const after = change(before, await kept.index("record").getAll(uid))
        if (after === null) await remove(records, kept, uid)
        else if (after) await records.put(after)
        return after === undefined ? before : after
      }),
    // that a photo has arrived may be forgotten with the power: then it is sent twice, and is there once
    changePhoto: (uid, change) =>
      write(
        ["photos"],
        async (kept) => {
          const before = await kept.get(uid)
          const after = before && change(before)
          if (after !== before) await kept.put(after)
        },
        "relaxed",
      ),
    dropPhoto: (uid) => write(["photos"], (kept) => kept.delete(uid)),
    record: async (uid) => (await database()).get("records", uid),
    records: async () => (await database()).getAllFromIndex("records", "seq"),
    photosOf: async (uid) => (await database()).getAllFromIndex("photos", "record", uid),
    photoKeys: async () => (await database()).getAllKeys("photos"),
    get: async (kind, key) => (await database()).get(kind, key),
    getAll: async (kind) => (await database()).getAll(kind),
    put: (kind, row) => write([kind], (rows) => rows.put(row)),
    drop: (kind, key) => write([kind], (rows) => rows.delete(key)),
  }
}

async function remove(records, kept, uid) {
  const keys = await kept.index("record").getAllKeys(uid)
  await Promise.all([records.delete(uid), ...keys.map((key) => kept.delete(key))])
}

function upgrade(database, from) {
  if (from >= 1) return
  database.createObjectStore("records", { keyPath: "uid" }).createIndex("seq", "seq")
  database.createObjectStore("photos", { keyPath: "uid" }).createIndex("record", "record")
  database.createObjectStore("copies", { keyPath: "visit" })
  database.createObjectStore("drafts", { keyPath: "key" })
  database.createObjectStore("facts", { keyPath: "name" }) // whose phone this is, as the server last said
}

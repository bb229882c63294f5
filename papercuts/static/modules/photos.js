// The photos that will go with the next sighting of a form: what photo.js shows and whoever saves reads.
// A photo: { uid, blob, caption }. The form hears "photoschange" after each change.
const taken = new WeakMap()

export function photosOf(form) {
  return (taken.get(form) ?? []).map((photo) => ({ ...photo }))
}

export function setPhotos(form, photos) {
  taken.set(form, photos.map(({ uid, blob, caption = "" }) => ({ uid, blob, caption })))
  form.dispatchEvent(new Event("photoschange", { bubbles: true }))
}

export function clearPhotos(form) {
  setPhotos(form, [])
}

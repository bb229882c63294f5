// Asks before the form is sent for what it would come back for: <form novalidate data-js="beforesend once">.
// A picture needs words ([data-words]: the id of their field), unless the box [data-gone] takes it away; one that is too
// large is not sent. Fields of a new release ([data-new-release]: their ids) are there for a new release only.
export default function beforesend(form) {
  const choice = form.querySelector("[data-new-release]")
  const files = [...form.querySelectorAll("input[type=file][data-words]")]

  form.addEventListener("change", follow)
  form.addEventListener("invalid", ({ target }) => target.closest("details")?.setAttribute("open", ""), true)
  form.addEventListener("submit", (event) => {
    if (!form.reportValidity()) event.preventDefault()
  })
  window.addEventListener("pageshow", follow)
  follow()

  function follow() {
    for (const file of files) {
      const [chosen] = file.files
      const stays = "stays" in file.dataset && !document.getElementById(file.dataset.gone)?.checked
      const isTooBig = chosen && chosen.size > Number(file.dataset.most)
      file.setCustomValidity(isTooBig ? file.dataset.tooBig : "")
      document.getElementById(file.dataset.words).required = Boolean(chosen) || stays
    }
    if (!choice) return
    const isNew = choice.value === ""
    for (const id of choice.dataset.newRelease.split(" ")) {
      const field = document.getElementById(id)
      field.closest(".field").hidden = field.disabled = !isNew
      field.required = isNew
      if (isNew && !field.value) field.value = field.dataset.suggested ?? ""
    }
  }
}

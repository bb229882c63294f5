// Asks before a form is sent: <form data-js="confirm" data-question="Delete the draft?">.
export default function confirm(form) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.question)) event.preventDefault()
  })
}

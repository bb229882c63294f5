// Copies what data-copy names (an element's id): <button data-js="copy" data-copy="link" hidden>Copy</button>.
export default function copy(button) {
  if (!navigator.clipboard) return // only over https or on this machine; without it the text can be selected by hand
  const label = button.textContent
  button.hidden = false
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy)
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim())
    button.textContent = "Copied"
    setTimeout(() => (button.textContent = label), 2000)
  })
}

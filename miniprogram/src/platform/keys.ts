/** Whoever has no pointer: in a browser, Enter and Space press what has the role of a button, link, box or switch. */

const PRESSABLE = new Set(["button", "link", "checkbox", "radio", "switch"])

export function listenToKeys(): void {
  if (process.env.UNI_PLATFORM !== "h5") return
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement | null
    if ((event.key !== "Enter" && event.key !== " ") || !at || !PRESSABLE.has(at.getAttribute("role") ?? "")) return
    event.preventDefault()
    at.click()
  })
}

/**
 * Whoever has no pointer: in a browser, Enter and Space press what has the role of a button, link, box or switch; arrows go
 * from one of several choices to the next.
 */

const PRESSABLE = new Set(["button", "link", "checkbox", "radio", "switch"])
const ARROWS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

export function listenToKeys(): void {
  if (process.env.UNI_PLATFORM !== "h5") return
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement | null
    if (at?.getAttribute("role") === "radio" && ARROWS[event.key]) return go(event, at, ARROWS[event.key]!)
    if ((event.key !== "Enter" && event.key !== " ") || !at || !PRESSABLE.has(at.getAttribute("role") ?? "")) return
    event.preventDefault()
    at.click()
  })
}

/** What is chosen may turn the page: the focus alone moves. */
function go(event: KeyboardEvent, at: HTMLElement, by: number): void {
  event.preventDefault()
  const all = [...(at.parentElement?.querySelectorAll<HTMLElement>("[role=radio]") ?? [])]
  all[(all.indexOf(at) + by + all.length) % all.length]?.focus()
}

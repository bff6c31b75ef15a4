/** Screen readers in a browser read the inner element, to which uni's component does not hand its label on. */

export function labelInner(root: unknown, label: string): void {
  if (process.env.UNI_PLATFORM !== "h5") return
  const inner = (root as HTMLElement | null)?.querySelector?.("input, textarea, img")
  inner?.setAttribute(inner.tagName === "IMG" ? "alt" : "aria-label", label)
}

/**
 * Screen readers in a browser read the inner element, to which uni's component does not hand its label on. `fill`: what
 * the phone may offer to fill in, such as the code out of a text message that has just come.
 */
export function labelInner(root: unknown, label: string, fill?: string): void {
  if (process.env.UNI_PLATFORM !== "h5") return
  const inner = (root as HTMLElement | null)?.querySelector?.("input, textarea, img")
  inner?.setAttribute(inner.tagName === "IMG" ? "alt" : "aria-label", label)
  if (fill) inner?.setAttribute("autocomplete", fill)
}

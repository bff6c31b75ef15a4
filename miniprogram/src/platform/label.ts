/** Screen readers in a browser read the inner `<input>`, to which uni's component does not hand its label on. */

export function labelInner(root: unknown, label: string): void {
  if (process.env.UNI_PLATFORM !== "h5") return
  ;(root as HTMLElement | null)?.querySelector?.("input, textarea")?.setAttribute("aria-label", label)
}

/**
 * Have a browser fetch the other pages, which the document names; a mini-program has them all. Not before the first page
 * has had its turn: on a slow line what comes early comes at its cost. Whoever saves data, or has 2G, is left alone.
 */
interface Line {
  saveData?: boolean
  effectiveType?: string
}
const SETTLED_MS = 3000
let begun = false

export function fetchAhead(): void {
  if (process.env.UNI_PLATFORM !== "h5" || begun) return
  begun = true
  const line = (navigator as { connection?: Line }).connection
  if (line?.saveData || line?.effectiveType?.endsWith("2g")) return
  setTimeout(lay, SETTLED_MS)
}

/** Their addresses are no `href` until now: a page that is opened before would find itself named, and not be preloaded. */
function lay(): void {
  for (const each of document.querySelectorAll<HTMLLinkElement>("link[rel=ahead]")) {
    each.rel = "prefetch"
    each.href = each.dataset.href!
  }
}

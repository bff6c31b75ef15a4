/** Have a browser fetch the other pages, which the document names, once it is idle; a mini-program has them all. */
export function fetchAhead(): void {
  if (process.env.UNI_PLATFORM !== "h5") return
  const lay = () => document.querySelectorAll<HTMLLinkElement>("link[rel=ahead]").forEach((each) => (each.rel = "prefetch"))
  if (typeof requestIdleCallback === "function") requestIdleCallback(lay)
  else setTimeout(lay)
}

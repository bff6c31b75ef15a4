/**
 * Name all pages in the document, for `platform/ahead.ts` to fetch when there is nothing else to do: a page whose module
 * cannot be fetched would stay empty on a network that comes and goes.
 */

import type { Plugin } from "vite"

export const prefetchPages: Plugin = {
  name: "prefetch-pages",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const rest = Object.keys(bundle ?? {}).filter((name) => /\.(js|css)$/.test(name) && !html.includes(name))
      const attrs = (name: string) => ({ rel: "ahead", "data-href": `/${name}`, crossorigin: "" })
      return rest.map((name) => ({ tag: "link", attrs: attrs(name), injectTo: "head" as const }))
    },
  },
}

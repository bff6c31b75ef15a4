/**
 * Let a browser fetch all pages when it has nothing else to do, so that they open on a network that comes and goes: an
 * ES module that cannot be fetched would leave its page empty.
 */

import type { Plugin } from "vite"

export const prefetchPages: Plugin = {
  name: "prefetch-pages",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const rest = Object.keys(bundle ?? {}).filter((name) => /\.(js|css)$/.test(name) && !html.includes(name))
      return rest.map((name) => ({ tag: "link", attrs: { rel: "prefetch", href: `/${name}`, crossorigin: "" }, injectTo: "head" as const }))
    },
  },
}

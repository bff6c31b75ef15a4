import uniPlugin from "@dcloudio/vite-plugin-uni"
import { defineConfig } from "vite"

import { noForeignHosts, noVendorBeacon } from "./build/no-foreign-hosts"
import { prefetchPages } from "./build/prefetch-pages"

// The plugin is CommonJS: under ES modules its function is the property `default` of what is imported.
const uni = (uniPlugin as unknown as { default: typeof uniPlugin }).default ?? uniPlugin

/** Where a mini-program finds the API; without it, the system of `make run` on this machine, for the vendors' tools. */
const SERVER = process.env.ZHAOBAN_SERVER ?? "http://127.0.0.1:8000"

export default defineConfig({
  plugins: [noVendorBeacon, uni(), noForeignHosts, prefetchPages],
  define: { __SERVER__: JSON.stringify(SERVER) },
  build: { chunkSizeWarningLimit: 900 },
})

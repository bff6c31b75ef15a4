/** Nothing that we ship asks, or names, a foreign host: what vendors' packages bring of that is cut out in the build. */

import type { Plugin } from "vite"

/** The vendor's runtime for WeChat fetches a picture three seconds after launch, from a host written in char codes. */
const BEACON = /function preloadAsset\(\) \{[\s\S]*?\n\}/
const RUNTIME = /uni-mp-weixin[\\/]dist[\\/]uni\.mp\.esm\.js$/
/** The component library loads its icon font from a CDN. Our pages draw their own marks, so the icons go with it. */
const FONT = /@font-face\s*\{[^}]*wd-icons[^}]*\}/g
const ICON = /\.wd-icon-[\w-]+(\[[^\]]*\]|\.[\w-]+)?:{1,2}before\s*\{[^}]*\}/g
const FONT_FILE = /wd-icons[^/]*\.(ttf|woff2?)$/
/** Pictures on the vendor's CDN in the styles of its own components. */
const PICTURE = /url\(["']?(https?:)?\/\/[^)]*\)/g
/** Addresses of manuals in the texts of warnings and errors. */
const MANUAL = /https:\/\/(vuejs\.org|uniapp\.dcloud\.net\.cn)\/[\w/.-]*#?/g

export const noVendorBeacon: Plugin = {
  name: "no-vendor-beacon",
  enforce: "pre",
  transform(code, id) {
    if (!RUNTIME.test(id.split("?")[0] ?? id)) return undefined
    if (!BEACON.test(code)) this.error("the beacon of the runtime is not where it was: look for it anew")
    return code.replace(BEACON, "function preloadAsset() {}")
  },
}

export const noForeignHosts: Plugin = {
  name: "no-foreign-hosts",
  enforce: "post",
  generateBundle(_, bundle) {
    for (const [name, part] of Object.entries(bundle)) {
      if (FONT_FILE.test(name)) delete bundle[name]
      else if (part.type === "chunk") part.code = part.code.replace(MANUAL, "")
      else if (/\.(css|wxss|acss)$/.test(name)) part.source = cleanStyles(String(part.source))
    }
  },
}

function cleanStyles(text: string): string {
  return text.replace(FONT, "").replace(ICON, "").replace(PICTURE, "none")
}

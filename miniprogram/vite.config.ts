import uniPlugin from "@dcloudio/vite-plugin-uni"
import { defineConfig, type Plugin } from "vite"

// The plugin is CommonJS: under ES modules its function is the property `default` of what is imported.
const uni = (uniPlugin as unknown as { default: typeof uniPlugin }).default ?? uniPlugin

/** The component library loads its icon font from a foreign host; our pages use no such icons, so the rule is cut. */
const noForeignFonts: Plugin = {
  name: "no-foreign-fonts",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("wot-design-uni")) return undefined
    return code.replace(/@font-face\s*\{[^}]*https?:[^}]*\}/g, "").replace(/@import\s+url\([^)]*https?:[^)]*\);?/g, "")
  },
}

/** The vendor's runtime keeps addresses of its own cloud; whatever is left of them in our output is emptied. */
const noForeignHosts: Plugin = {
  name: "no-foreign-hosts",
  enforce: "post",
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type === "asset" && part.fileName.endsWith(".css"))
        part.source = String(part.source).replace(/url\(["']?https?:\/\/[^)]*\)/g, "none")
    }
  },
}

export default defineConfig({ plugins: [noForeignFonts, uni(), noForeignHosts], build: { chunkSizeWarningLimit: 900 } })

/** How pages look and speak on this device: large type, dark, language, voice. */

import { reactive, watch } from "vue"

const KEY = "zhaoban.look"

export const look = reactive({ elder: false, dark: false, english: false, voice: true })

export function restoreLook(): void {
  const kept = uni.getStorageSync(KEY) as Partial<typeof look> | ""
  const system = uni.getSystemInfoSync()
  Object.assign(look, { dark: system.theme === "dark" || prefersDark(), ...(kept || {}) })
  watch(look, () => uni.setStorageSync(KEY, { ...look }))
}

function prefersDark(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches
}

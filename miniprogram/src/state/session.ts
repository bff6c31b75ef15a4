/** The session on this device: the token, and the id by which the server knows the device. */

import { reactive } from "vue"

const KEY = "zhaoban.session"
const LEFT = "zhaoban.left"
const DEVICE = "zhaoban.device"

export const session = reactive({ token: "", restored: false })

export function restoreSession(): void {
  session.token = String(uni.getStorageSync(KEY) || "")
  session.restored = true
}

export function signedIn(token: string): void {
  session.token = token
  uni.setStorageSync(KEY, token)
  uni.removeStorageSync(LEFT)
}

export function signedOut(): void {
  session.token = ""
  uni.removeStorageSync(KEY)
}

/** The person signs out: the host, who knows them, must not let them in again unasked. */
export function signOut(): void {
  signedOut()
  uni.setStorageSync(LEFT, true)
}
export const leftByHand = () => Boolean(uni.getStorageSync(LEFT))

/** Made once and kept on the device. */
export function deviceId(make: () => string): string {
  const kept = String(uni.getStorageSync(DEVICE) || "")
  if (kept) return kept
  const fresh = make()
  uni.setStorageSync(DEVICE, fresh)
  return fresh
}

/** The invitations opened on this device, so that home leads back to them. An address alone opens nothing. */

const KEY = "zhaoban.invitations"
const KEPT = 12

export interface Opened {
  code: string
  company: string
}

export function opened(): Opened[] {
  return (uni.getStorageSync(KEY) as Opened[] | "") || []
}

export function remember(code: string, company: string): void {
  const others = opened().filter((each) => each.code !== code)
  uni.setStorageSync(KEY, [{ code, company }, ...others].slice(0, KEPT))
}

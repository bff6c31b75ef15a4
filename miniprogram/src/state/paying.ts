/** Which charge is at a cashier: whoever comes back from there, wherever they land, is led to it. */

const KEY = "zhaoban.paying"

interface Paying {
  charge: string
  application: string
}

export function goneToPay(charge: string, application: string): void {
  uni.setStorageSync(KEY, { charge, application })
}

/** The charge, once. */
export function backFromPaying(): Paying | null {
  const gone = (uni.getStorageSync(KEY) as Paying | "") || null
  uni.removeStorageSync(KEY)
  return gone
}

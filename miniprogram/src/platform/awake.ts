/** Keep the screen lit: a phone that goes dark while somebody films, or waits, stops the page and with it the film. */

let lit: Promise<WakeLockSentinel | null> | null = null

/** A browser lets go by itself of a page that nobody sees, and may decline, at a low battery for instance. */
export function keepLit(on: boolean): void {
  if (process.env.UNI_PLATFORM !== "h5") uni.setKeepScreenOn({ keepScreenOn: on })
  else if (on) lit ??= navigator.wakeLock?.request("screen").catch(() => null) ?? null
  else {
    void lit?.then((lock) => lock?.release())
    lit = null
  }
}

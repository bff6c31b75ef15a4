/** Send a film in parts, each again and again while the network is away, so that a cut costs one part at most. */

import { call, Refused } from "@/api/http"
import type { Film } from "@/platform/camera"

const PART = 256 * 1024
const MOST_PARTS = 40
const PATIENCE_MS = 120_000

/** Returns how many parts were sent. `progress` is told the share from 0 to 1, and whether the network is away. */
export async function sendParts(
  attempt: string,
  film: Film,
  progress: (share: number, away: boolean) => void,
): Promise<number> {
  const size = Math.max(PART, Math.ceil(film.bytes / MOST_PARTS))
  const parts = Math.max(1, Math.ceil(film.bytes / size))
  for (let number = 0; number < parts; number++) {
    const data = await film.part(number * size, (number + 1) * size)
    await persist(
      () => call("PUT", `/verifications/attempts/${attempt}/parts/${number}`, undefined, { data, type: film.type }),
      () => progress(number / parts, true),
    )
    progress((number + 1) / parts, false)
  }
  return parts
}

/** Try again for two minutes while there is no answer, or the server says that it is away. */
export async function persist<T>(act: () => Promise<T>, away: () => void): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (let pause = 500; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await act()
    } catch (problem) {
      const passing = problem instanceof Refused && (problem.status === 0 || problem.status === 503)
      if (!passing || Date.now() > deadline) throw problem
      away()
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

// What this officer was told and has not taken note of, shown beside the rooms and kept fresh by the queue: clocks that
// run out in the office (for supervisors), and news of cases of their own.
import { ref } from 'vue'
import { get, type Schemas } from './api/client'
import { decides, has } from './session'
import { QUEUE, watch } from './watch'

export const clocks = ref(0)
export const mine = ref(0)
export const askClocks = (): Promise<Schemas['ClockNoticeList']> => get('/api/v1/supervision/clock-notices/')
export const askMine = (): Promise<Schemas['OfficerNoticeList']> => get('/api/v1/cases/notices/')

/** Keep the numbers fresh while the desk is open; returns how to stop. */
export function follow(): () => void {
  if (!decides.value) return () => undefined
  // The page says itself when the server is away; a number may wait for the next look.
  const look = (): void => {
    if (has('supervisor')) askClocks().then((found) => (clocks.value = found.total), () => undefined)
    askMine().then((found) => (mine.value = found.total), () => undefined)
  }
  look()
  return watch(QUEUE, look)
}

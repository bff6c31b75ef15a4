// How many legal clocks run out that no supervisor has taken note of: shown beside the room, kept fresh by the queue.
import { ref } from 'vue'
import { get, type Schemas } from './api/client'
import { has } from './session'
import { QUEUE, watch } from './watch'

export const clocks = ref(0)
export const askClocks = (): Promise<Schemas['ClockNoticeList']> => get('/api/v1/supervision/clock-notices/')

/** Keep the number fresh while the desk is open; returns how to stop. */
export function followClocks(): () => void {
  if (!has('supervisor')) return () => undefined
  const look = (): void =>
    void askClocks().then(
      (found) => (clocks.value = found.total),
      () => undefined, // The page says itself when the server is away; a number may wait for the next look.
    )
  look()
  return watch(QUEUE, look)
}

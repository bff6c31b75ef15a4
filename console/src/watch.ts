// Keeping a page fresh: the server says when something changed; without its stream the page asks by itself.
const ASK_MS = 10_000
export const QUEUE = '/api/v1/cases/events'
export const IDENTITIES = '/api/v1/verification-desk/events'

/** Call `act` whenever something changed and the page is looked at; returns how to stop. */
export function watch(stream: string | null, act: () => void): () => void {
  const source = stream === null ? null : new EventSource(stream)
  const turn = (): void => {
    if (document.visibilityState === 'visible' && navigator.onLine) act()
  }
  const ask = (): void => {
    if (source?.readyState !== EventSource.OPEN) turn()
  }
  source?.addEventListener('message', turn)
  const timer = setInterval(ask, ASK_MS)
  document.addEventListener('visibilitychange', turn)
  addEventListener('online', turn)
  return () => {
    source?.close()
    clearInterval(timer)
    document.removeEventListener('visibilitychange', turn)
    removeEventListener('online', turn)
  }
}

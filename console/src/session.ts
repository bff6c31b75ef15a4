// Who sits at this desk.
import { computed, ref } from 'vue'
import { change, get, Refusal, useCsrfToken, type Schemas } from './api/client'

export type Session = Schemas['ConsoleSession']
export type Role = Session['roles'][number]

export const session = ref<Session | null>(null)
export const has = (...roles: Role[]): boolean => roles.some((role) => session.value?.roles.includes(role) ?? false)
export const decides = computed(() => has('reviewer', 'approver', 'supervisor'))

const DEVICE = 'console.device'

function device(): { id: string; label: string } {
  const known = localStorage.getItem(DEVICE) ?? crypto.randomUUID()
  localStorage.setItem(DEVICE, known)
  return { id: known, label: navigator.userAgent.includes('Windows') ? 'Windows' : navigator.platform.slice(0, 32) }
}

function begin(found: Session): void {
  session.value = found
  useCsrfToken(found.csrf_token)
}

/** Take up a session which this browser still has; false without one. */
export async function resume(): Promise<boolean> {
  try {
    begin(await get<Session>('/api/v1/console/session'))
    return true
  } catch (refused) {
    if (refused instanceof Refusal && (refused.status === 401 || refused.status === 403)) return false
    throw refused
  }
}

export async function signIn(username: string, password: string, code: string): Promise<void> {
  begin(await change<Session>('POST', '/api/v1/console/session', { username, password, code, device: device() }))
}

export async function signOut(): Promise<void> {
  await change('DELETE', '/api/v1/console/session')
  session.value = null
}

// The one way to the API: same origin, session in a cookie, the CSRF token beside every change, refusals as one type.
import type { Text } from '../language'
import type { components } from './schema'

export type Schemas = components['schemas']
export type Finding = Schemas['Problem.Finding']

/** What the API answers when it refuses (RFC 9457), or what stands for it when nobody answers. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: Text,
    readonly problems: Record<string, Finding[]> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(text.zh)
  }
}

const OFFLINE: Text = {
  zh: '连接不上服务器，请检查网络；您看到的内容可能不是最新的。',
  en: 'The server cannot be reached; check the network. What you see may be out of date.',
}
const UNREADABLE: Text = { zh: '服务器的应答无法读取。', en: 'The answer of the server cannot be read.' }

let csrfToken = ''
let signedOut: () => void = () => undefined

export function useCsrfToken(token: string): void {
  csrfToken = token
}

/** What to do when the session has ended (here or on another device). */
export function onSignedOut(act: () => void): void {
  signedOut = act
}

export type Query = Record<string, string | number | undefined | null>

function address(path: string, query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const words = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()
  return words ? `${path}?${words}` : path
}

async function send(method: string, path: string, body?: unknown, query: Query = {}): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': 'zh-CN' }
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken
  if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID()
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(address(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch {
    throw new Refusal(0, 'offline', OFFLINE)
  }
  if (!response.ok) throw await refusal(response, path)
  return response
}

async function refusal(response: Response, path: string): Promise<Refusal> {
  if (response.status === 401 && !path.endsWith('/console/session')) signedOut()
  try {
    const told = (await response.json()) as Schemas['Problem']
    return new Refusal(response.status, told.code, told.text, told.problems, told.retry_after_s)
  } catch {
    return new Refusal(response.status, 'unreadable', UNREADABLE)
  }
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return (await send('GET', path, undefined, query)).json() as Promise<T>
}

export async function bytes(path: string, query: Query = {}): Promise<ArrayBuffer> {
  return (await send('GET', path, undefined, query)).arrayBuffer()
}

export async function change<T = void>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body)
  return (response.status === 204 ? undefined : await response.json()) as T
}

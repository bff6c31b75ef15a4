/** One request to the API. Every refusal of the server becomes a `Refused` with the server's own words. */

import type { Bilingual, Findings } from "@/api/types"
import { SERVER } from "@/platform/host"
import { randomId } from "@/platform/random"
import { type Method, request } from "@/platform/request"
import { session, signedOut } from "@/state/session"
import { t } from "@/words"

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: Bilingual,
    readonly problems: Findings,
    readonly retryAfterS: number | null,
  ) {
    super(text.zh ?? code)
  }
}

interface Options {
  data?: ArrayBuffer
  type?: string
  raw?: boolean
}

/** Raises Refused; a network that is away is a Refused with status 0. */
export async function call<T>(method: Method, path: string, body?: object, options: Options = {}): Promise<T> {
  const header: Record<string, string> = {}
  if (session.token) header.authorization = `Bearer ${session.token}`
  if (method === "POST") header["idempotency-key"] = randomId()
  if (body) header["content-type"] = "application/json"
  if (options.type) header["content-type"] = options.type
  const { status, data } = await request({
    method,
    url: `${SERVER}/api/v1${path}`,
    header,
    data: options.data ?? (body && JSON.stringify(body)),
    raw: options.raw ?? false,
  })
  if (status >= 200 && status < 400) return data as T
  if (status === 0) throw new Refused(0, "network", { zh: t("network"), en: t("network") }, {}, null)
  if (status === 401) signedOut()
  throw refusal(status, data)
}

export const get = <T>(path: string) => call<T>("GET", path)
export const post = <T>(path: string, body?: object) => call<T>("POST", path, body)
export const put = <T>(path: string, body?: object) => call<T>("PUT", path, body)

/** Ask again until `done`; a network that is away for a moment is waited out. */
export async function until<T>(path: string, done: (answer: T) => boolean, patienceMs: number): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (let pause = 300; ; pause = Math.min(pause * 1.4, 2000)) {
    try {
      const answer = await get<T>(path)
      if (done(answer) || Date.now() > deadline) return answer
    } catch (problem) {
      if (!(problem instanceof Refused && problem.status === 0) || Date.now() > deadline) throw problem
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

function refusal(status: number, data: unknown): Refused {
  const body = (typeof data === "object" && data ? data : {}) as Partial<Record<string, unknown>>
  const text = (body.text as Bilingual | undefined) ?? { zh: t("failed"), en: t("failed") }
  return new Refused(
    status,
    String(body.code ?? `http_${status}`),
    text,
    (body.problems as Findings | undefined) ?? {},
    (body.retry_after_s as number | undefined) ?? null,
  )
}

/** The draft being filled in: every answer is saved at once, one after another, and the server says what it thinks. */

import { reactive } from "vue"

import { call, get, post, Refused } from "@/api/http"
import type { Application, Content, Finding, NameAnswer, Reservation } from "@/api/types"
import type { Choice } from "@/components/choice"
import { t } from "@/words"

export const draft = reactive({
  application: null as Application | null,
  saving: 0,
  /** The network is away: what was answered waits here, and is saved when it is back. */
  away: false,
  refused: null as Refused | null,
  /** Fields that show by themselves what the rules say of them. */
  shown: [] as string[],
})
const AGAIN_MS = 2000
let queue: Promise<void> = Promise.resolve()

/** Everybody who takes part, to be chosen from. */
export function everybody(): Choice[] {
  const named = Object.entries(content().people ?? {})
  return named.map(([code, { name }]) => ({ code, name: name || t("unnamedPerson"), chinese: Boolean(name) }))
}

/** What has been answered so far. */
export function content(): Content {
  return (draft.application?.content ?? {}) as Content
}

export async function open(id: string): Promise<void> {
  draft.application = await get<Application>(`/applications/${id}`)
}
/** What the rules still want before submission, so that whoever comes back, on whatever phone, goes on there. */
export async function stillWanted(): Promise<Application["findings"]> {
  return (await get<Application>(`/applications/${draft.application!.id}/findings`)).findings
}

export async function begin(office: string): Promise<void> {
  draft.application = await post<Application>("/applications/", { kind: "incorporation", office })
}

/** Save part of the draft (RFC 7396: null removes). Saves wait for each other; a refusal is kept to be shown. */
export function save(patch: object): Promise<void> {
  draft.saving += 1
  const id = draft.application?.id
  queue = queue.then(async () => {
    while (draft.application && draft.application.id === id && !(await sent(draft.application, patch))) {
      draft.away = true
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
    draft.away = false
  })
  return queue.finally(() => (draft.saving -= 1))
}

/** Whether the server has answered, be it by a refusal. */
async function sent(now: Application, patch: object): Promise<boolean> {
  try {
    draft.application = await call<Application>("PATCH", `/applications/${now.id}`, { version: now.version, patch })
    draft.refused = null
    return true
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem
    if (problem.status === 0) return false
    draft.refused = problem
    if (problem.status === 409) draft.application = await get<Application>(`/applications/${now.id}`)
    return true
  }
}

/** What the rules say at these fields and below them, and nobody shows yet. */
export function findingsAt(paths: string[]): Finding[] {
  const all = Object.entries(draft.application?.findings ?? {}).filter(([path]) => !draft.shown.includes(path))
  return all.filter(([path]) => paths.some((p) => path === p || path.startsWith(`${p}.`))).flatMap(([, found]) => found)
}

/** Whatever looks at the whole draft waits for the answers that are still on their way. */
export async function checkComplete(): Promise<void> {
  await queue
  draft.application = await get<Application>(`/applications/${draft.application!.id}/findings`)
}
export async function checkName(): Promise<NameAnswer> {
  await queue
  return get<NameAnswer>(`/applications/${draft.application!.id}/name`)
}
export const reserveName = () => post<Reservation>(`/applications/${draft.application!.id}/name-reservation`)
export async function submit(): Promise<void> {
  await queue
  draft.application = await post<Application>(`/applications/${draft.application!.id}/submission`)
}

/** What the rules say of just this field. */
export const findingsOf = (path: string): Finding[] => draft.application?.findings[path] ?? []

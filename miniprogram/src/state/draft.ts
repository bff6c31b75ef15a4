/** The draft being filled in: every answer is saved at once, one after another, and the server says what it thinks. */

import { reactive } from "vue"

import { call, get, post, Refused } from "@/api/http"
import type { Application, Content, Finding, NameAnswer, Reservation } from "@/api/types"

export const draft = reactive({
  application: null as Application | null,
  saving: 0,
  refused: null as Refused | null,
})
let queue: Promise<void> = Promise.resolve()

/** What has been answered so far. */
export function content(): Content {
  return (draft.application?.content ?? {}) as Content
}

export async function open(id: string): Promise<void> {
  draft.application = await get<Application>(`/applications/${id}`)
}

export async function begin(office: string): Promise<void> {
  draft.application = await post<Application>("/applications/", { kind: "incorporation", office })
}

/** Save part of the draft (RFC 7396: null removes). Saves wait for each other; a refusal is kept to be shown. */
export function save(patch: object): Promise<void> {
  draft.saving += 1
  queue = queue.then(async () => {
    const now = draft.application
    if (!now) return
    try {
      draft.application = await call<Application>("PATCH", `/applications/${now.id}`, { version: now.version, patch })
      draft.refused = null
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      draft.refused = problem
      if (problem.status === 409) await open(now.id)
    }
  })
  return queue.finally(() => (draft.saving -= 1))
}

/** What the rules say at these fields and below them. */
export function findingsAt(paths: string[]): Finding[] {
  const all = Object.entries(draft.application?.findings ?? {})
  return all.filter(([path]) => paths.some((p) => path === p || path.startsWith(`${p}.`))).flatMap(([, found]) => found)
}

export async function checkComplete(): Promise<void> {
  draft.application = await get<Application>(`/applications/${draft.application!.id}/findings`)
}
export const checkName = () => get<NameAnswer>(`/applications/${draft.application!.id}/name`)
export const reserveName = () => post<Reservation>(`/applications/${draft.application!.id}/name-reservation`)
export async function submit(): Promise<void> {
  draft.application = await post<Application>(`/applications/${draft.application!.id}/submission`)
}

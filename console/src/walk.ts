// The list an officer works through: its filter, its page and the place in it, so that the next case is one key away.
import { computed, ref } from 'vue'
import { get, type Schemas } from './api/client'

export const SIZE = 50
export type QueueQuery = Record<string, string>
interface Walk {
  query: QueueQuery
  ids: string[]
  total: number
}
const walk = ref<Walk | null>(null)
/** The case that was opened last, so that the queue comes back to its row. */
export const lastOpened = ref('')
export const queueQuery = computed<QueueQuery>(() => walk.value?.query ?? {})
const NAMES = ['view', 'q', 'order', 'desc', 'attention', 'age', 'office']
const pageOf = (query: QueueQuery): number => Math.max(1, Number(query.page ?? 1) || 1)

/** One page of the queue, as its address names it. */
export function askQueue(query: QueueQuery): Promise<Schemas['QueuePage']> {
  const wanted = Object.fromEntries(NAMES.map((name) => [name, query[name]]))
  return get('/api/v1/cases/', { ...wanted, view: query.view ?? 'open', offset: (pageOf(query) - 1) * SIZE, limit: SIZE })
}

export function setOut(query: QueueQuery, page: Schemas['QueuePage']): void {
  walk.value = { query, ids: page.cases.map((each) => each.id), total: page.total }
}

/** Where in the list a case stands, counted from 1; null for one that was opened from elsewhere. */
export function place(id: string): { at: number; total: number } | null {
  const at = walk.value?.ids.indexOf(id) ?? -1
  return walk.value && at >= 0 ? { at: (pageOf(walk.value.query) - 1) * SIZE + at + 1, total: walk.value.total } : null
}

export function neighbour(id: string, step: 1 | -1): string | null {
  const at = walk.value?.ids.indexOf(id) ?? -1
  return at < 0 ? null : (walk.value?.ids[at + step] ?? null)
}

/** The case to go on with after one is done: of the list as it is now, the first that followed it. */
export async function following(id: string): Promise<string | null> {
  const before = walk.value
  if (!before) return null
  const at = before.ids.indexOf(id)
  let page = await askQueue(before.query)
  if (!page.cases.length && pageOf(before.query) > 1) {
    before.query = { ...before.query, page: '1' }
    page = await askQueue(before.query)
  }
  const now = page.cases.map((each) => each.id).filter((each) => each !== id)
  walk.value = { query: before.query, ids: now, total: page.total }
  return before.ids.slice(at + 1).find((each) => now.includes(each)) ?? now[0] ?? null
}

/** What a page does with the server: busy meanwhile, and the server's own words when it refuses. */

import { onMounted, ref, shallowRef, type Ref } from "vue"

import { Refused } from "@/api/http"

export interface Acting {
  busy: Ref<boolean>
  refused: Ref<Refused | null>
  act: (work: () => Promise<unknown>) => Promise<void>
}

export function acting(): Acting {
  const busy = ref(false)
  const refused = shallowRef<Refused | null>(null)
  async function act(work: () => Promise<unknown>): Promise<void> {
    busy.value = true
    refused.value = null
    try {
      await work()
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      refused.value = problem
    } finally {
      busy.value = false
    }
  }
  return { busy, refused, act }
}

/** What a part of a page needs before it can be used: asked for when it appears, and `again` by whoever is refused. */
export function needing(work: () => Promise<unknown>): { busy: Ref<boolean>; refused: Ref<Refused | null>; again: () => Promise<void> } {
  const { busy, refused, act } = acting()
  const again = () => act(work)
  onMounted(again)
  return { busy, refused, again }
}

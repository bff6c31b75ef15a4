// Loading one thing for a page: what came, whether it is on the way, why it did not come.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Loaded<T> {
  value: ShallowRef<T | null>
  loading: Ref<boolean>
  error: ShallowRef<unknown>
  /** Ask again. What is there stays on the page meanwhile; only the newest answer counts. */
  again: (quietly?: boolean) => Promise<void>
}

export function load<T>(ask: () => Promise<T>): Loaded<T> {
  const value = shallowRef<T | null>(null)
  const loading = ref(true)
  const error = shallowRef<unknown>(null)
  let newest = 0
  async function again(quietly = false): Promise<void> {
    const mine = ++newest
    loading.value = value.value === null
    try {
      const came = await ask()
      if (mine === newest) [value.value, error.value] = [came, null]
    } catch (refused) {
      if (mine === newest && !(quietly && value.value !== null)) error.value = refused
    } finally {
      if (mine === newest) loading.value = false
    }
  }
  void again()
  return { value, loading, error, again }
}

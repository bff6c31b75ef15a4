// Why this officer has the case open: said once at its head, sent with every look at personal data, kept in the log.
import { inject, provide, ref, type InjectionKey, type Ref } from 'vue'

export type Purpose = 'review' | 'identity' | 'contact' | 'objection' | 'supervision'
const KEY: InjectionKey<Ref<Purpose>> = Symbol('purpose')

export function providePurpose(): Ref<Purpose> {
  const purpose = ref<Purpose>('review')
  provide(KEY, purpose)
  return purpose
}

export function usePurpose(): Ref<Purpose> {
  const purpose = inject(KEY)
  if (!purpose) throw new Error('no purpose is stated above this part of the page')
  return purpose
}

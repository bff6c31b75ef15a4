// Chinese is the language of the desk; English is a switch away. A text stands in both languages where it is used.
import { computed, ref } from 'vue'

export type Language = 'zh' | 'en'
export interface Text {
  zh: string
  en: string
}

const KEY = 'console.language'
export const language = ref<Language>(localStorage.getItem(KEY) === 'en' ? 'en' : 'zh')
export const isChinese = computed(() => language.value === 'zh')

export function setLanguage(wanted: Language): void {
  language.value = wanted
  localStorage.setItem(KEY, wanted)
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en'
}

/** One text in the language of the desk. */
export function l(zh: string, en: string): string {
  return language.value === 'zh' ? zh : en
}

/** A text of the server, which speaks both. */
export function say(text: Text | { [key: string]: string } | undefined | null): string {
  return text ? (text[language.value] ?? '') : ''
}

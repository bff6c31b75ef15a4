/** How the server calls its own codes: asked for once a start, kept on the device for the time without a network. */

import { reactive } from "vue"

import { get, Refused } from "@/api/http"
import type { Bilingual } from "@/api/types"

const KEY = "zhaoban.words"

export const serverWords = reactive<Record<string, Record<string, Bilingual>>>({})

export async function loadWords(): Promise<void> {
  Object.assign(serverWords, (uni.getStorageSync(KEY) as typeof serverWords | "") || {})
  try {
    const { words } = await get<{ words: typeof serverWords }>("/reference/words")
    Object.assign(serverWords, words)
    uni.setStorageSync(KEY, words)
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem
  }
}

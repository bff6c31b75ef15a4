/** The words of buttons and headings. What the law or the registry says comes from the server, in both languages. */

import type { Bilingual } from "@/api/types"
import { look } from "@/state/look"
import { en } from "@/words/en"
import { zh } from "@/words/zh"

export type Key = keyof typeof zh

export function t(key: Key, values: Record<string, string | number> = {}): string {
  const words = (look.english ? en : zh)[key]
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""))
}

/** The server's words in the language of the pages. */
export function say(text: Bilingual): string {
  return text[look.english ? "en" : "zh"] ?? ""
}

/** A word for one of the server's codes; the code itself where we have none. */
export function named(kind: "state" | "seat" | "by" | "act" | "prompt" | "coach", code: string): string {
  const key = `${kind}.${code}`
  return key in zh ? t(key as Key) : code
}

export function moment(iso: string): string {
  const zone = look.english ? "en-GB" : "zh-CN"
  return new Date(iso).toLocaleString(zone, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" })
}

export function day(iso: string): string {
  return new Date(iso).toLocaleDateString(look.english ? "en-GB" : "zh-CN", {
    dateStyle: "long",
    timeZone: "Asia/Shanghai",
  })
}

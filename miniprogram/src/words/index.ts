/** The words of buttons and headings. What the law or the registry says comes from the server, in both languages. */

import type { Bilingual } from "@/api/types"
import { look } from "@/state/look"
import { serverWords } from "@/state/words"
import { en } from "@/words/en"
import { zh } from "@/words/zh"

export type Key = keyof typeof zh

export function t(key: Key, values: Record<string, string | number> = {}): string {
  const words = (look.english ? en : zh)[key]
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""))
}

/** The server's words in the language of the pages. */
export function say(text: Bilingual): string {
  return (look.english ? text.en : text.zh) ?? ""
}

/** What the server calls one of its codes; the code itself until its words are here. */
export function named(group: string, code: string): string {
  const words = serverWords[group]?.[code]
  return words ? say(words) : code
}

/** What the server calls a field of a draft, whosever it is, or else what it is part of: `people.p1.phone` is a phone. */
export function fieldName(path: string): string {
  let code = path.replace(/^(people|shareholders|scope\.licences)\.[^.]+\./, "$1.")
  while (!serverWords.field?.[code] && code.includes(".")) code = code.slice(0, code.lastIndexOf("."))
  return named("field", code)
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const SHANGHAI_MS = 8 * 3_600_000

/** Day and minute in Shanghai, where the law's days are counted. Written out here: not every host's engine has Intl. */
export function moment(iso: string): string {
  const there = inShanghai(iso)
  return `${day(iso)} ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`
}

/** A moment's day in Shanghai, or a legal date. */
export function day(iso: string): string {
  const there = iso.length > 10 ? inShanghai(iso) : new Date(`${iso}T00:00:00Z`)
  const [year, month, date] = [there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate()]
  return look.english ? `${date} ${MONTHS[month]} ${year}` : `${year}年${month + 1}月${date}日`
}

const inShanghai = (iso: string) => new Date(Date.parse(iso) + SHANGHAI_MS)
const two = (n: number) => String(n).padStart(2, "0")

/** A price; nothing is said as nothing. */
export function yuan(fen: number): string {
  return fen ? t("yuan", { n: (fen / 100).toFixed(2) }) : t("free")
}

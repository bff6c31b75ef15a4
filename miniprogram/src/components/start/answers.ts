/** All that was answered, in the words of the questions, to be read once more before it is submitted. */

import { get } from "@/api/http"
import type { Content, Region, ScopeItem } from "@/api/types"
import { wanOf } from "@/components/start/money"
import { STREET } from "@/components/start/questions"
import { fieldName, named, say, t } from "@/words"

/** The field one tap away, how it is called, and what was answered, line by line. */
export type Answer = [path: string, label: string, lines: string[]]

export async function answersOf(content: Content): Promise<Answer[]> {
  return [
    ["address.region_code", fieldName("address"), filled([await address(content)])],
    ["scope", fieldName("scope"), await scope(content)],
    ["capital", t("inWan", { what: fieldName("capital") }), filled([wanOf(content.capital?.registered_fen)])],
    ["people", fieldName("people"), people(content)],
    ["posts", fieldName("posts"), posts(content)],
    ["term", fieldName("term"), term(content)],
  ]
}

const filled = (lines: string[]) => lines.filter(Boolean)

async function address({ address: at = {} }: Content): Promise<string> {
  const { chain } = at.region_code
    ? await get<{ chain: Region[] }>(`/reference/regions?parent=${String(at.region_code)}`)
    : { chain: [] }
  return [...chain.map(({ name }) => name), ...STREET.map((part) => at[part] ?? "")].join("")
}
async function scope({ scope: chosen }: Content): Promise<string[]> {
  if (!chosen?.items?.length) return []
  const { items } = await get<{ items: ScopeItem[] }>(`/reference/scope?codes=${chosen.items.join(",")}`)
  return items.map((each) => `${say(each.name)}${each.code === chosen.main ? ` · ${t("mainItem")}` : ""}`)
}
function people({ people: all = {}, shareholders = {} }: Content): string[] {
  return Object.entries(all).map(([key, person]) => {
    const share = shareholders[key] && t("wan", { n: wanOf(shareholders[key]?.subscribed_fen) || 0 })
    return filled([person.name || t("unnamedPerson"), share ?? ""]).join(" · ")
  })
}
function posts({ posts: held = {}, people: all = {} }: Content): string[] {
  return Object.entries(held).flatMap(([code, keys]) => {
    if (typeof keys === "boolean") return []
    const names = ([] as string[]).concat(keys ?? []).map((key) => all[key]?.name || t("unnamedPerson"))
    return names.length ? [`${named("post", code)} ${names.join("、")}`] : []
  })
}
const term = ({ term: asked }: Content) => {
  if (asked?.long_term) return [t("longTerm")]
  return asked?.years ? [`${fieldName("term.years")} ${asked.years}`] : []
}

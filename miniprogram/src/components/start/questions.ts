/** The questions in the order in which they are asked, and the fields each of them fills. */

import type { Application } from "@/api/types"
import type { Key } from "@/words"

export interface Question {
  title: Key
  ask: "office" | "name" | "address" | "scope" | "rest" | "people" | "shares" | "posts" | "review"
  part?: string
  paths: string[]
}

/** An address from the town down to the room. */
export const STREET = ["town", "road", "number", "building", "room"]

const name = (part: "region" | "trade_name" | "industry" | "form"): Question => ({
  title: `q.${part}`,
  ask: "name",
  part,
  paths: [`name.${part}`],
})
const address = (title: Key, part: string, fields: string[]): Question => ({
  title,
  ask: "address",
  part,
  paths: fields.map((field) => `address.${field}`),
})
const rest = (title: Key, part: string, path: string): Question => ({ title, ask: "rest", part, paths: [path] })

export const QUESTIONS: Question[] = [
  { title: "q.office", ask: "office", paths: [] },
  name("region"),
  name("trade_name"),
  name("industry"),
  name("form"),
  { title: "q.name", ask: "name", part: "check", paths: ["name"] },
  address("q.place", "place", ["region_code"]),
  address("q.street", "street", STREET),
  address("q.contact", "contact", ["phone", "postcode", "commitment"]),
  { title: "q.scope", ask: "scope", paths: ["scope"] },
  rest("q.capital", "capital", "capital"),
  { title: "q.people", ask: "people", paths: ["people", "applicant"] },
  { title: "q.shares", ask: "shares", paths: ["shareholders"] },
  { title: "q.posts", ask: "posts", paths: ["posts"] },
  rest("q.owners", "owners", "beneficial_owners"),
  rest("q.term", "term", "term"),
  { title: "q.review", ask: "review", paths: [] },
]

/** The place of the question that fills this field; -1 for none. */
export const askedAt = (path: string) =>
  QUESTIONS.findIndex((each) => each.paths.some((p) => path === p || path.startsWith(`${p}.`)))

/** Where to go on: at the first question without whose answer nothing can be submitted, or to read it all once more. */
export function whereItStopped(wanted: Application["findings"]): number {
  const needed = Object.entries(wanted).filter(([, all]) => all.some((each) => each.severity === "error"))
  const places = needed.map(([path]) => askedAt(path)).filter((place) => place > 0)
  let at = places.length ? Math.min(...places) : QUESTIONS.length - 1
  // What may be left out, and was, just before: nobody has come past it yet.
  const remarked = new Set(Object.keys(wanted).map(askedAt))
  while (at > 1 && at < QUESTIONS.length - 1 && remarked.has(at - 1)) at -= 1
  return at
}

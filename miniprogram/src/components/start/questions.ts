/** The questions in the order in which they are asked, and the fields each of them fills. */

import type { Content } from "@/api/types"
import type { Key } from "@/words"

export interface Question {
  title: Key
  ask: "office" | "name" | "address" | "scope" | "rest" | "people" | "shares" | "posts" | "review"
  part?: string
  paths: string[]
  missing: (content: Content) => boolean
}

const name = (part: "region" | "trade_name" | "industry" | "form"): Question => ({
  title: `q.${part}`,
  ask: "name",
  part,
  paths: [`name.${part}`],
  missing: (content) => !content.name?.[part],
})
const address = (title: Key, part: string, fields: string[], needed: string): Question => ({
  title,
  ask: "address",
  part,
  paths: fields.map((field) => `address.${field}`),
  missing: (content) => !content.address?.[needed],
})

export const QUESTIONS: Question[] = [
  { title: "q.office", ask: "office", paths: [], missing: () => false },
  name("region"),
  name("trade_name"),
  name("industry"),
  name("form"),
  { title: "q.name", ask: "name", part: "check", paths: ["name"], missing: () => false },
  address("q.place", "place", ["region_code"], "region_code"),
  address("q.street", "street", ["town", "road", "number", "building", "room"], "number"),
  address("q.contact", "contact", ["phone", "postcode", "commitment"], "commitment"),
  { title: "q.scope", ask: "scope", paths: ["scope"], missing: (c) => !c.scope?.items?.length },
  { title: "q.capital", ask: "rest", part: "capital", paths: ["capital"], missing: (c) => !c.capital?.registered_fen },
  { title: "q.people", ask: "people", paths: ["people", "applicant"], missing: (c) => !c.applicant },
  { title: "q.shares", ask: "shares", paths: ["shareholders"], missing: (c) => !Object.keys(c.shareholders ?? {}).length },
  { title: "q.posts", ask: "posts", paths: ["posts"], missing: (c) => !c.posts?.legal_representative },
  {
    title: "q.owners",
    ask: "rest",
    part: "owners",
    paths: ["beneficial_owners"],
    missing: (c) => c.beneficial_owners?.exempt_promise === undefined,
  },
  { title: "q.term", ask: "rest", part: "term", paths: ["term"], missing: (c) => !c.term?.years && !c.term?.long_term },
  { title: "q.review", ask: "review", paths: [], missing: () => true },
]

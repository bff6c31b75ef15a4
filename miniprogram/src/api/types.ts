/** What the API answers with, as its OpenAPI document states it; only the fields the pages show. */

export interface Bilingual {
  zh: string
  en: string
}

export interface Finding {
  rule: string
  severity: "error" | "warning" | "info"
  text: Bilingual
  cure: Bilingual
  basis: string
  detail: Record<string, string>
}
export type Findings = Record<string, Finding[]>

export interface Person {
  name?: string
  id_number?: string
  id_valid_until?: string
  id_long_term?: boolean
  phone?: string
}
export interface Holding {
  subscribed_fen?: number
  method?: string
  due_on?: string
}
export interface Content {
  applicant?: string
  name?: { region?: string; trade_name?: string; industry?: string; form?: string }
  address?: Record<string, string | boolean | undefined>
  scope?: { items?: string[]; main?: string }
  capital?: { registered_fen?: number }
  people?: Record<string, Person>
  shareholders?: Record<string, Holding>
  posts?: Record<string, string | string[] | boolean | undefined>
  beneficial_owners?: { exempt_promise?: boolean }
  term?: { years?: number; long_term?: boolean }
}

export interface ApplicationLine {
  id: string
  number: string
  kind: string
  state: string
  company_name: string
  updated_at: string
  due_at: string | null
}
export interface Application extends ApplicationLine {
  office: string
  version: number
  content: Content
  findings: Findings
  actions: string[]
  submitted_at: string | null
  due_provisional: boolean
}
export interface NameAnswer {
  full: string
  free: boolean
  findings: Findings
  conflicts: { name: string; span: [number, number]; blocks: boolean; finding: Finding }[]
  suggestions: string[]
}
export interface Reservation {
  full_name: string
  expires_at: string | null
}
export interface Step {
  action: string
  source: string
  target: string
  at: string
  by: string
}
export interface Seat {
  person_key: string
  name: string
  reason: Bilingual
  basis: string
  verification: string
  signature: string
  link: string
  signed_at: string | null
}

export interface Reason {
  reason: string
  from_s: number | null
  to_s: number | null
  text: Bilingual
  next_step: Bilingual
}
export interface Attempt {
  id: string
  state: string
  verdict: "pass" | "review" | "fail" | null
  reasons: Reason[]
}
export interface Challenge {
  attempt_id: string
  nonce: string
  actions: string[]
  lead_in_s: number
  shown_s: number
  max_bytes: number
  max_seconds: number
}
export interface Task {
  id: string
  state: string
  consent: { version: string; text: Bilingual } | null
  latest_attempt: Attempt | null
}
export interface Paper {
  id: string
  title: string
  signed: boolean
}
export interface Card {
  signature_id: string
  state: string
  application_number: string
  company_name: string
  person_name: string
  applicant_name: string
  lines: Bilingual[]
  papers: Paper[]
  papers_ready: boolean
  card_sha256: string
  verification: Task
  signed_at: string | null
}

export interface Licence {
  number: string
  uscc: string
  company_name: string
  issued_at: string | null
  statement: string
}
export interface InboxEntry {
  id: string
  title: Bilingual
  body: Bilingual
  created_at: string
  read_at: string | null
}
export interface SessionLine {
  id: string
  device_label: string
  created_at: string
  expires_at: string
  current: boolean
}
export interface Office {
  code: string
  name: Bilingual
  region: string
  name_regions: string[]
}
export interface Region {
  code: string
  name: string
  has_more: boolean
}
export interface ScopeItem {
  code: string
  name: Bilingual
  approval: "" | "before" | "after"
  licence: string
}
export interface Method {
  code: string
  name: Bilingual
  allowed: boolean
  valued: boolean
}

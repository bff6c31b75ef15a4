/** Short names for what the API answers with. The shapes are generated from its OpenAPI file: `npm run types`. */

import type { components } from "@/api/schema"

export type Schemas = components["schemas"]

/** A text of the server in both languages: `zh` and `en`. */
export type Bilingual = Readonly<Record<string, string>>
export type Finding = Schemas["FindingView"]
export type Findings = Record<string, Finding[]>
export type ApplicationLine = Schemas["ApplicationLine"]
export type Application = Schemas["ApplicationView"]
export type NameAnswer = Schemas["NameView"]
export type Reservation = Schemas["ReservationView"]
export type Step = Schemas["StepView"]
export type Seat = Schemas["SeatView"]
export type Attempt = Schemas["AttemptView"]
export type Challenge = Schemas["ChallengeView"]
export type Task = Schemas["TaskView"]
export type Paper = Schemas["PaperView"]
export type Card = Schemas["CardView"]
export type Licence = Schemas["LicenceView"]
export type InboxEntry = Schemas["InboxEntry"]
export type IdentityLine = Schemas["LinkedIdentity"]
export type SessionLine = Schemas["SessionView"]
export type Post = Schemas["PostView"]
export type MyCompany = Schemas["MyCompanyView"]
export type Office = Schemas["OfficeChoice"]
export type Region = Schemas["RegionView"]
export type ScopeItem = Schemas["ScopeItemView"]
export type Method = Schemas["MethodView"]
export type Charge = Schemas["ChargeView"]
export type Launch = Schemas["LaunchView"]
export type Door = Schemas["DoorView"]
export type Appointment = Schemas["AppointmentView"]
export type Prompt = Schemas["Shown"]

/**
 * The content of an incorporation as its form writes it. Each kind of filing has a content of its own, which the
 * contract leaves open; the server's rules judge it field by field.
 */
export interface Content {
  applicant?: string
  name?: { region?: string; trade_name?: string; industry?: string; form?: string; meaning?: string }
  address?: Record<string, string | boolean | undefined>
  scope?: { items?: string[]; main?: string; licences?: Record<string, PriorLicence> }
  capital?: { registered_fen?: number }
  people?: Record<string, Person>
  shareholders?: Record<string, Holding>
  posts?: Record<string, string | string[] | boolean | undefined>
  beneficial_owners?: { exempt_promise?: boolean; owners?: string[] }
  term?: { years?: number; long_term?: boolean }
}
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
  valuation?: string
}
/** The approval that must precede registration for an item of the scope. */
export interface PriorLicence {
  number?: string
  authority?: string
  issued_on?: string
  valid_until?: string
}

export type Reason = Schemas["ReasonView"]
export type Waiting = Schemas["WaitingView"]
export type Guide = Schemas["GuideView"]
export type DeliveryList = Schemas["DeliveryList"]
export type Delivery = Schemas["DeliveryView"]
export type Correction = Schemas["CorrectionView"]
export type MyData = Schemas["MyDataView"]

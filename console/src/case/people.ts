// The persons of a filing with what they are in it, drawn from its content as filed.
import type { Schemas } from '../api/client'

type Content = Record<string, any>
export interface Person {
  key: string
  name: string
  fields: Record<string, string>
  capacities: string[]
  share: number | null
  subscribedFen: number | null
  dueOn: string
  method: string
  applicant: boolean
  seat: Schemas['SeatView'] | null
}

const POSTS = ['legal_representative', 'director', 'chair', 'supervisor', 'staff_supervisor', 'general_manager', 'finance_officer', 'liaison']

export function peopleOf(content: Content, seats: Schemas['SeatView'][]): Person[] {
  const shares: Content = content.shareholders ?? {}
  const whole = Object.values(shares).reduce((sum: number, each: any) => sum + (each.subscribed_fen ?? 0), 0)
  return Object.entries(content.people ?? {}).map(([key, person]) => {
    const share = shares[key]
    return {
      key,
      name: (person as Content).name ?? '—',
      fields: person as Record<string, string>,
      capacities: [...POSTS.filter((post) => [content.posts?.[post]].flat().includes(key)), ...(share ? ['shareholder'] : [])],
      share: share && whole ? (share.subscribed_fen ?? 0) / whole : null,
      subscribedFen: share?.subscribed_fen ?? null,
      dueOn: share?.due_on ?? '',
      method: share?.method ?? '',
      applicant: content.applicant === key,
      seat: seats.find((seat) => seat.person_key === key) ?? null,
    }
  })
}

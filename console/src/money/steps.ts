// Decisions about money: what each asks of the API, and how it is put to the officer.
import { l } from '../language'

export interface MoneyStep {
  path: string
  title: string
  about: string
  warning?: string
  noted: boolean
  danger?: boolean
  told: [zh: string, en: string]
}

/** Asking anew for a refund that the provider closed. */
export const repetition = (refund: string, about: string): MoneyStep => ({
  path: `/api/v1/refunds/${refund}/repetition`,
  title: l('重新发起退款', 'Ask for the refund anew'),
  about,
  warning: l('换新单号重新发起，只能一次；仍须另一人审核。请先查明上次未退成的原因。', 'A new number, once only; another officer must decide again. Find out first why no money went.'),
  noted: false,
  told: ['已重新发起，由另一人审核。', 'Asked anew; another officer decides.'],
})

// What refunds, incidents and bills are called, and what an officer does about an incident.
import type { Words } from './words'

export const INCIDENTS: Words = {
  wrong_amount: ['到账金额与应收不符', 'Another amount than was owed'],
  wrong_currency: ['币种不符', 'Another currency'],
  wrong_merchant: ['收款商户不符', 'Another merchant'],
  wrong_app: ['应用不符', 'Another app'],
  wrong_trade: ['交易号与已入账的不符', 'Another trade than the one booked'],
  refunded_elsewhere: ['款项已在支付机构被退回', 'Returned at the provider, not by us'],
  unknown_number: ['通知中的单号不认识', 'A number we do not know'],
  undecided: ['一周仍查不到支付结果', 'No result after a week'],
  refund_abnormal: ['退款未能到达付款人', 'The refund did not reach the payer'],
  refund_closed: ['退款被支付机构关闭', 'The provider closed the refund'],
  refund_refused: ['支付机构拒绝退款', 'The provider refuses the refund'],
  refund_contradicts: ['退款结果前后矛盾', 'Contradictory words about a refund'],
}
const BILL: [string, string] = ['没有入账。请在商户平台按单号核对实际交易。', 'Nothing was credited. Look the number up at the provider.']
const ANEW: [string, string] = ['钱没有退出。请查明原因；仍应退的，须换一个新单号重新发起并由另一人审核。', 'No money went. Find out why; if still due, it needs a new number and a second person.']
export const CURES: Words = {
  wrong_amount: BILL,
  wrong_currency: BILL,
  wrong_merchant: BILL,
  wrong_app: BILL,
  wrong_trade: BILL,
  unknown_number: BILL,
  refunded_elsewhere: ['请在商户平台查明由谁退款，并与财务核对账目。', 'Find out at the provider who returned it, and check the books.'],
  undecided: ['请向支付机构查询该单号，确认是否收款。', 'Ask the provider whether this number was paid.'],
  refund_abnormal: ['请在商户平台处理异常退款，或联系付款人更换收款账户。', 'Settle it at the provider, or ask the payer for another account.'],
  refund_closed: ANEW,
  refund_refused: ANEW,
  refund_contradicts: ['请在商户平台核对该退款的实际结果和金额。', 'Check result and amount of the refund at the provider.'],
}
export const DIFFERENCES: Words = {
  long: ['长款：对方有、我方无', 'Long: theirs only'],
  short: ['短款：我方有、对方无', 'Short: ours only'],
  amount_diff: ['金额不符', 'Amounts differ'],
  refund_long: ['退款：对方有、我方无', 'Refund: theirs only'],
  refund_short: ['退款：我方有、对方无', 'Refund: ours only'],
}

// The steps of a case that the server offers an officer: what each is called, where it goes, and what it asks for.
import type { Schemas } from '../api/client'
import { l } from '../language'
import { has } from '../session'
import { ACTIONS, word } from '../words'

export interface Step {
  code: string
  label: string
  method: 'POST' | 'DELETE'
  path: string
  tone: 'primary' | 'success' | 'danger' | 'default'
  ask: 'nothing' | 'opinion' | 'handover' | 'reason' | 'correction' | 'refusal'
  suggestion?: string
  note?: string
  leaves?: boolean
}
/** What ends a “not me” that stopped the case. */
const RESUMING = ['resume_review', 'resume_signing', 'resume_correction']

/** `errors`: how many findings of the rules stand. */
export function stepsOf(view: Schemas['CaseView'], errors: number): Step[] {
  const can = (code: string): boolean => view.actions.includes(code as Schemas['CaseView']['actions'][number])
  const step = (code: string, path: string, tone: Step['tone'], ask: Step['ask'], more: Partial<Step> = {}): Step => ({ code, label: word(ACTIONS, code), method: 'POST', path, tone, ask, ...more })
  const all: (Step | false)[] = [
    can('claim') && step('claim', 'claim', 'primary', 'nothing'),
    can('propose_approval') && step('propose_approval', 'proposal', 'primary', 'opinion', {
      suggestion: '材料齐全，符合法定形式，建议准予登记。', leaves: true,
      note: errors ? l(`规则检查还有 ${errors} 项须改正，请确认后再提出。`, `${errors} errors of the rules stand; make sure before you propose.`) : l('提出后由另一位核准员决定。', 'Another officer will decide.') }),
    can('require_correction') && step('require_correction', 'correction', 'default', 'correction', { leaves: true }),
    can('propose_rejection') && step('propose_rejection', 'rejection-proposal', 'default', 'refusal', { leaves: true }),
    can('approve') && step('approve', 'approval', 'success', 'opinion', {
      suggestion: '准予登记。',
      note: l('准予后立即写入登记簿、赋统一社会信用代码并签发电子营业执照，不能撤回。', 'The company enters the register at once; this cannot be taken back.') }),
    can('reject') && step('reject', 'rejection', 'danger', 'refusal', { leaves: true }),
    can('send_back') && step('send_back', 'return-to-reviewer', 'default', 'opinion', { note: l('请写明需要审查员再看的地方。', 'Say what the reviewer should look at again.'), leaves: true }),
    RESUMING.some(can) && step('resume', 'resumption', 'primary', 'reason', { label: l('恢复办理', 'Let it go on'), note: l('有人声明“不是我”。请查明后写明恢复的理由，理由将留存。', 'Somebody said “not me”. State why the case may go on; the reason is kept.') }),
    can('settle_dispute') && step('settle_dispute', 'resumption', 'primary', 'reason', { note: l('有人声明“不是我”，但本件已办结或已终止，没有可中止的。请查明后写明处理结果，将留存。', 'Somebody said “not me” when there was nothing left to stop. State what was found; it is kept.') }),
    can('release') && view.mine && step('release', 'claim', 'default', 'nothing', { method: 'DELETE', leaves: true }),
    view.mine && view.state === 'IN_REVIEW' && step('hand_over', 'handover', 'default', 'handover', { label: l('移交', 'Hand over'), leaves: true }),
    !view.mine && view.state === 'IN_REVIEW' && has('supervisor') && has('reviewer') && step('take_over', 'takeover', 'default', 'reason', { label: l('接管', 'Take over') }),
  ]
  return all.filter((each): each is Step => each !== false)
}

// Telling the officer how a change went.
import { ElMessage, type MessageHandler } from 'element-plus'
import { Refusal } from './api/client'
import { l, say } from './language'

let last: MessageHandler | null = null
/** One at a time, above the steps at the foot: a quick hand must not bury the page under what it has done. */
export function done(zh: string, en: string): void {
  last?.close()
  last = ElMessage.success({ message: l(zh, en), duration: 3500, placement: 'bottom', offset: 72 })
}

/** Something happened that takes the officer's work out of their hands. */
export function lost(zh: string, en: string): void {
  ElMessage.warning({ message: l(zh, en), duration: 10_000, showClose: true })
}

/** All that a refusal says, the findings of its fields included. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Refusal)) return l('操作未能完成，请刷新后再试。', 'That did not work; reload and try again.')
  const found = Object.values(error.problems).flat()
  return found.length ? found.map((each) => `${say(each.text)}${say(each.cure)}`).join(' ') : say(error.text)
}

export function refused(error: unknown): void {
  ElMessage.error({ message: wordsOf(error), duration: 6000, showClose: true })
}

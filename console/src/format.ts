// Moments, dates and money as the registry writes them. Moments are shown in the time of Shanghai, where the law applies.
import { isChinese } from './language'

const ZONE = 'Asia/Shanghai'
const minute = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false,
})
const second = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE, month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
})
const day = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' })
const yuan = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 })
const cents = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2 })

const dashed = (text: string): string => text.replaceAll('/', '-')
export const moment = (value?: string | null): string => (value ? dashed(minute.format(new Date(value))) : '—')
export const exact = (value?: string | null): string => (value ? dashed(second.format(new Date(value))) : '—')
/** The last day of a limit: limits end with the last moment of a day, which as a moment belongs to the day after. */
export const lastDay = (value?: string | null): string =>
  value ? dashed(day.format(new Date(new Date(value).getTime() - 1))) : '—'

export function money(fen?: number | null): string {
  if (fen === undefined || fen === null) return '—'
  const whole = fen / 100
  if (isChinese.value && whole >= 10_000 && whole % 100 === 0) return `${yuan.format(whole / 10_000)} 万元`
  const figure = (fen % 100 ? cents : yuan).format(whole)
  return isChinese.value ? `${figure} 元` : `CNY ${figure}`
}

export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let value = bytes
  let step = 0
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024
    step += 1
  }
  return `${value.toFixed(value < 10 && step > 0 ? 1 : 0)} ${units[step]}`
}

export function span(seconds?: number | null): string {
  if (seconds === undefined || seconds === null) return '—'
  const zh = isChinese.value
  if (seconds < 60) return zh ? `${Math.round(seconds)} 秒` : `${Math.round(seconds)} s`
  if (seconds < 7200) return zh ? `${Math.round(seconds / 60)} 分钟` : `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return zh ? `${(seconds / 3600).toFixed(1)} 小时` : `${(seconds / 3600).toFixed(1)} h`
  return zh ? `${(seconds / 86_400).toFixed(1)} 天` : `${(seconds / 86_400).toFixed(1)} d`
}

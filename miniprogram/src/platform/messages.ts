/** WeChat's question whether messages may be sent inside it. Alipay's pages are given none by our server. */

/** Template id → WeChat's own word: accept, reject, ban, filter. */
export type Answers = Record<string, string>

export const mayAsk = (): boolean => process.env.UNI_PLATFORM === "mp-weixin" && wx.canIUse("requestSubscribeMessage")

/** errCode of requestSubscribeMessage: the person has switched off all messages of this mini-program. */
const MAIN_SWITCH_OFF = 20004

/** To be called within a touch. "closed": WeChat asks nothing while its main switch is off; null: it could not ask. */
export function askForMessages(ids: string[]): Promise<Answers | "closed" | null> {
  if (process.env.UNI_PLATFORM !== "mp-weixin" || !ids.length) return Promise.resolve(null)
  return new Promise((resolve) =>
    wx.requestSubscribeMessage({
      tmplIds: ids,
      success: (told) => resolve(Object.fromEntries(Object.entries(told).filter(([id]) => ids.includes(id)))),
      fail: ({ errCode }) => resolve(errCode === MAIN_SWITCH_OFF ? "closed" : null),
    }),
  )
}

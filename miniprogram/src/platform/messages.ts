/** WeChat's question whether messages may be sent inside it. Alipay's pages are given none by our server. */

/** Template id → WeChat's own word: accept, reject, ban, filter. */
export type Answers = Record<string, string>

export const mayAsk = (): boolean => process.env.UNI_PLATFORM === "mp-weixin" && wx.canIUse("requestSubscribeMessage")

/** To be called within a touch; null where WeChat could not ask (the main switch is off, too late after the touch). */
export function askForMessages(ids: string[]): Promise<Answers | null> {
  if (process.env.UNI_PLATFORM !== "mp-weixin" || !ids.length) return Promise.resolve(null)
  return new Promise((resolve) =>
    wx.requestSubscribeMessage({
      tmplIds: ids,
      success: (told) => resolve(Object.fromEntries(Object.entries(told).filter(([id]) => ids.includes(id)))),
      fail: () => resolve(null),
    }),
  )
}

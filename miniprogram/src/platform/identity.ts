/** Who the person is to the host: the codes by which the server asks WeChat or Alipay. A browser knows nobody. */

export interface HostCode {
  platform: "wechat" | "alipay"
  code: string
}

/** A fresh sign-in code, which works once; null where the host gives none. */
export function hostCode(): Promise<HostCode | null> {
  if (process.env.UNI_PLATFORM === "mp-weixin") return wechatCode()
  if (process.env.UNI_PLATFORM === "mp-alipay") return alipayCode()
  return Promise.resolve(null)
}

function wechatCode(): Promise<HostCode | null> {
  return new Promise((resolve) => {
    wx.login({ success: ({ code }) => resolve({ platform: "wechat", code }), fail: () => resolve(null) })
  })
}

/** `auth_base` asks the person nothing. */
function alipayCode(): Promise<HostCode | null> {
  return new Promise((resolve) => {
    my.getAuthCode({
      scopes: ["auth_base"],
      success: ({ authCode }) => resolve({ platform: "alipay", code: authCode }),
      fail: () => resolve(null),
    })
  })
}

/** What this device is called in the list of sessions. */
export function deviceLabel(): string {
  const { deviceModel, model, osName, browserName, platform } = uni.getSystemInfoSync() as unknown as Record<
    string,
    string | undefined
  >
  return [deviceModel ?? model, osName ?? platform, browserName].filter(Boolean).join(" ").slice(0, 64)
}

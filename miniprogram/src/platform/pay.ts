/** Open the cashier of this host. What it tells is a courtesy: whether a charge is paid, the server alone says. */

import { post } from "@/api/http"
import type { Charge, Launch } from "@/api/types"

export type Channel = Launch["channel"]
/** `asked`: the person came through the cashier, or is on the way; ask the server. `code`: to be shown as a QR code. */
export type Outcome = { came: "asked" } | { came: "cancelled" } | { came: "code"; code: string }

const CASHIERS: Record<string, readonly Channel[]> = {
  h5: ["wechat_h5", "alipay_wap", "wechat_native"],
  "mp-weixin": ["wechat_jsapi"],
  "mp-alipay": ["alipay_mini"],
}

/** The ways to pay a charge that this host can open, best first. */
export function channels(charge: Charge): Channel[] {
  return CASHIERS[process.env.UNI_PLATFORM]!.filter((each) => charge.channels.includes(each))
}

/** Begin a payment (asking again continues the one that is open) and open the cashier. Raises Refused. */
export async function pay(charge: Charge, channel: Channel | undefined = channels(charge)[0]): Promise<Outcome> {
  const { parameters } = await post<Launch>(`/charges/${charge.id}/attempts`, { channel })
  if (process.env.UNI_PLATFORM === "mp-weixin") return requestPayment(parameters)
  if (process.env.UNI_PLATFORM === "mp-alipay") return tradePay(parameters)
  if (parameters.code_url) return { came: "code", code: parameters.code_url }
  location.href = channel === "wechat_h5" ? withReturn(parameters.url!) : parameters.url!
  return { came: "asked" }
}

/** WeChat's page in a browser comes back to where it is told; Alipay's address was signed with its return. */
function withReturn(url: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}redirect_url=${encodeURIComponent(location.href)}`
}

function requestPayment(parameters: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve) => {
    wx.requestPayment({
      timeStamp: parameters.timeStamp!,
      nonceStr: parameters.nonceStr!,
      package: parameters.package!,
      signType: "RSA",
      paySign: parameters.paySign!,
      success: () => resolve({ came: "asked" }),
      fail: ({ errMsg }) => resolve({ came: errMsg.includes("cancel") ? "cancelled" : "asked" }),
    })
  })
}

/** resultCode 6001: the person gave up. Every other may still become a payment (8000, 6004) or is one (9000). */
function tradePay(parameters: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve) => {
    my.tradePay({
      tradeNO: parameters.tradeNO!,
      success: ({ resultCode }) => resolve({ came: resultCode === "6001" ? "cancelled" : "asked" }),
      fail: () => resolve({ came: "asked" }),
    })
  })
}

/** Which doors this host can lead to. WeChat's own face check lives in WeChat only; Alipay's opens from a browser too. */

import { HOST } from "@/platform/host"

const PLACES = { h5: "browser", "mp-weixin": "wechat", "mp-alipay": "alipay" } as const
/** This host as the server calls it; for the two platforms also the name of their own door. */
export const PLACE = PLACES[HOST]

export function here(channel: string): boolean {
  if (channel === "wechat") return HOST === "mp-weixin"
  return channel !== "alipay" || HOST !== "mp-weixin"
}

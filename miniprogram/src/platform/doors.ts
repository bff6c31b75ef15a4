/** Which doors this host can lead to. WeChat's own face check lives in WeChat only; Alipay's opens from a browser too. */

import { HOST } from "@/platform/host"

export function here(channel: string): boolean {
  if (channel === "wechat") return HOST === "mp-weixin"
  return channel !== "alipay" || HOST !== "mp-weixin"
}

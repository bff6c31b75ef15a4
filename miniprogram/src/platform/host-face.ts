/** The platform's own face check, where the server has chosen it. Its end says nothing: the server asks the platform. */

import { hostCode } from "@/platform/identity"

/** WeChat's check is begun for the person behind a sign-in code; no other door needs to know. */
export async function hostFaceCode(channel: string): Promise<string> {
  return channel === "wechat" ? ((await hostCode())?.code ?? "") : ""
}

/** Open the check that `launch` of an appointment begins; resolves when the person is back. */
export function openHostFace(launch: Record<string, string>): Promise<void> {
  return new Promise((resolve) => {
    const back = () => resolve()
    if (process.env.UNI_PLATFORM === "mp-weixin")
      wx.requestFacialVerify({ verifyId: launch.verify_id ?? "", success: back, fail: back })
    else if (process.env.UNI_PLATFORM === "mp-alipay")
      my.startAPVerify({ url: launch.url ?? "", certifyId: launch.certify_id ?? "", success: back, fail: back })
    else location.href = launch.url ?? ""
  })
}

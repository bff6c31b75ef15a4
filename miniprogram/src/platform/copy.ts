/** Put words where they can be pasted from, and say so. */

import { t } from "@/words"

export function copy(words: string): void {
  const told = () => void uni.showToast({ title: t("copied"), icon: "none" })
  uni.setClipboardData({ data: words, showToast: false, success: told })
}

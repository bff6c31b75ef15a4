/** A question with yes and no, in the host's own window. */

import { t } from "@/words"

export function sure(words: string, yes: string = t("yes"), no: string = t("no")): Promise<boolean> {
  return new Promise((resolve) =>
    uni.showModal({
      content: words,
      confirmText: yes,
      cancelText: no,
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    }),
  )
}

/** A question with yes and no: in the host's own window; a browser has a dialog that keys and screen readers know. */

import { look } from "@/state/look"
import { t } from "@/words"

export function sure(words: string, yes: string = t("yes"), no: string = t("no")): Promise<boolean> {
  if (process.env.UNI_PLATFORM === "h5") return inBrowser(words, yes, no)
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

/** `showModal` keeps the focus inside, and Escape means no. */
function inBrowser(words: string, yes: string, no: string): Promise<boolean> {
  const dialog = document.createElement("dialog")
  dialog.className = `ask-sure${look.elder ? " elder" : ""}${look.dark ? " dark" : ""}`
  dialog.lang = look.english ? "en" : "zh-CN"
  const said = Object.assign(document.createElement("div"), { id: "ask-sure-words", textContent: words })
  dialog.setAttribute("aria-labelledby", said.id)
  const choices = Object.assign(document.createElement("div"), { className: "choices" })
  for (const [value, label] of [["", no], ["yes", yes]] as const) {
    const button = Object.assign(document.createElement("button"), { textContent: label, className: `choice ${value}` })
    button.onclick = () => dialog.close(value)
    choices.append(button)
  }
  dialog.append(said, choices)
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.onclose = () => {
      dialog.remove()
      resolve(dialog.returnValue === "yes")
    }
  })
}

/** Speak a prompt aloud where the device can. */

import { look } from "@/state/look"

export function speak(words: string): void {
  if (!look.voice || typeof speechSynthesis === "undefined") return
  const said = new SpeechSynthesisUtterance(words)
  said.lang = look.english ? "en-GB" : "zh-CN"
  speechSynthesis.cancel()
  speechSynthesis.speak(said)
}

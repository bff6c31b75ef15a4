/** Speak a prompt aloud where the host can; a mini-program has no voice of its own, so the phone gives a short tap. */

import { look } from "@/state/look"

export function speak(words: string): void {
  if (!look.voice) return
  if (process.env.UNI_PLATFORM !== "h5") return void uni.vibrateShort({})
  if (typeof speechSynthesis === "undefined") return
  const said = new SpeechSynthesisUtterance(words)
  said.lang = look.english ? "en-GB" : "zh-CN"
  speechSynthesis.cancel()
  speechSynthesis.speak(said)
}

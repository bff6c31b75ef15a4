/** A file of the person's own, chosen by them. */

import type { Film } from "@/platform/camera"
import { filmAt } from "@/platform/files"

export interface Picked {
  name: string
  size: number
  type: string
  bytes: () => Promise<ArrayBuffer>
}

/** One file of these media types; null when the person turned back, or this host has no way to choose one. */
export function pick(types: readonly string[]): Promise<Picked | null> {
  if (process.env.UNI_PLATFORM !== "h5") return types.some((each) => each.startsWith("video/")) ? film() : paper(types)
  return new Promise((resolve) => {
    const input = document.createElement("input")
    input.type = "file"
    input.accept = types.join(",")
    input.onchange = () => {
      const file = input.files?.[0]
      resolve(file ? { name: file.name, size: file.size, type: file.type, bytes: () => file.arrayBuffer() } : null)
    }
    input.oncancel = () => resolve(null)
    input.click()
  })
}

/** The host's own recorder, with picture and sound. */
function film(): Promise<Picked | null> {
  return new Promise((resolve) =>
    uni.chooseVideo({
      sourceType: ["camera"],
      camera: "front",
      maxDuration: 60,
      compressed: true,
      success: ({ tempFilePath }) => void filmAt(tempFilePath).then((made) => resolve(picked("", made))),
      fail: () => resolve(null),
    }),
  )
}

/** In WeChat, a file out of a chat; Alipay lets nobody choose one. */
function paper(types: readonly string[]): Promise<Picked | null> {
  if (process.env.UNI_PLATFORM !== "mp-weixin") return Promise.resolve(null)
  return new Promise((resolve) =>
    wx.chooseMessageFile({
      count: 1,
      type: "file",
      extension: ["pdf"],
      success: ({ tempFiles: [file] }) =>
        void filmAt(file!.path).then((made) => resolve(picked(file!.name, { ...made, type: types[0] ?? "" }))),
      fail: () => resolve(null),
    }),
  )
}

const picked = (name: string, { type, bytes, part }: Film): Picked => ({ name, type, size: bytes, bytes: () => part(0, bytes) })

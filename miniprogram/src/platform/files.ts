/** Files of a mini-program: what its camera recorded, and papers to be opened. */

import { type Film, NoCamera } from "@/platform/camera"

/** What the hosts' cameras record. */
const TYPE = "video/mp4"

/** The recording at this path. Raises NoCamera when it cannot be read. */
export function filmAt(path: string): Promise<Film> {
  return process.env.UNI_PLATFORM === "mp-alipay" ? alipayFilm(path) : wechatFilm(path)
}

/** Read part by part: a whole film in memory is much for an old phone. */
async function wechatFilm(filePath: string): Promise<Film> {
  const files = wx.getFileSystemManager()
  const bytes = await new Promise<number>((resolve, reject) => {
    files.getFileInfo({ filePath, success: ({ size }) => resolve(size), fail: () => reject(unreadable()) })
  })
  const part = (from: number, to: number) =>
    new Promise<ArrayBuffer>((resolve, reject) => {
      const length = Math.min(to, bytes) - from
      const success = ({ data }: { data: string | ArrayBuffer }) => resolve(data as ArrayBuffer)
      files.readFile({ filePath, position: from, length, success, fail: () => reject(unreadable()) })
    })
  return { type: TYPE, bytes, part }
}

/** Alipay reads a file only as a whole. */
async function alipayFilm(filePath: string): Promise<Film> {
  const whole = await new Promise<ArrayBuffer>((resolve, reject) => {
    my.getFileSystemManager().readFile({
      filePath,
      success: ({ data }) => resolve(data as ArrayBuffer),
      fail: () => reject(unreadable()),
    })
  })
  return { type: TYPE, bytes: whole.byteLength, part: async (from, to) => whole.slice(from, to) }
}

const unreadable = () => new NoCamera("cameraUnsupported")

/** Keep bytes under this name and open them in the host's reader. */
export function openPdf(bytes: ArrayBuffer, name: string): void {
  const options = { data: bytes, fail: () => undefined }
  if (process.env.UNI_PLATFORM === "mp-alipay") {
    const filePath = `${my.env.USER_DATA_PATH}/${name}.pdf`
    const success = () => my.openDocument({ filePath, fileType: "pdf" })
    my.getFileSystemManager().writeFile({ ...options, filePath, success })
  } else {
    const filePath = `${wx.env.USER_DATA_PATH}/${name}.pdf`
    const success = () => wx.openDocument({ filePath, fileType: "pdf" })
    wx.getFileSystemManager().writeFile({ ...options, filePath, success })
  }
}

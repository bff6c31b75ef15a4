/** Open a paper: it is fetched with the session, so it has no address that could be passed on. */

import { call } from "@/api/http"

export async function openPaper(path: string, title: string): Promise<void> {
  const bytes = await call<ArrayBuffer>("GET", path, undefined, { raw: true })
  // #ifdef H5
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }))
  const link = document.createElement("a")
  link.href = address
  link.download = `${title}.pdf`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  // #endif
  // #ifndef H5
  const file = `${(uni as unknown as { env: { USER_DATA_PATH: string } }).env.USER_DATA_PATH}/${title}.pdf`
  uni.getFileSystemManager().writeFileSync(file, bytes)
  uni.openDocument({ filePath: file, fileType: "pdf" })
  // #endif
}

/** Open a paper: it is fetched with the session, so it has no address that could be passed on. */

import { call } from "@/api/http"
import { openPdf } from "@/platform/files"

export async function openPaper(path: string, title: string): Promise<void> {
  const bytes = await call<ArrayBuffer>("GET", path, undefined, { raw: true })
  if (process.env.UNI_PLATFORM === "h5") download(bytes, `${title}.pdf`)
  else openPdf(bytes, title)
}

function download(bytes: ArrayBuffer, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }))
  Object.assign(document.createElement("a"), { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

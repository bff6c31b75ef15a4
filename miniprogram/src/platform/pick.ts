/** A file of the person's own, chosen by them. */

export interface Picked {
  name: string
  size: number
  type: string
  bytes: () => Promise<ArrayBuffer>
}

/** One file of these media types; null when the person turned back, or this host has no way to choose one. */
export function pick(types: readonly string[]): Promise<Picked | null> {
  if (process.env.UNI_PLATFORM !== "h5") return Promise.resolve(null)
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

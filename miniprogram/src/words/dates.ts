/** Days as people write them: 20340630, 2034.6.30, 2034年6月30日. */

/** The day as the server takes it, 2034-06-30; the words themselves where they are no day. */
export function dayIn(words: string): string {
  const found = /^(\d{4})\D*(\d{1,2})\D*(\d{1,2})\D*$/.exec(words)
  return found ? `${found[1]}-${found[2]!.padStart(2, "0")}-${found[3]!.padStart(2, "0")}` : words
}

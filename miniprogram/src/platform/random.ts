/** Names for things that must not be mixed up: a request that is repeated, this device. None of them is a secret. */

export function randomId(): string {
  const bytes = new Uint8Array(16)
  // The hosts' engines have no `crypto`.
  if (typeof crypto === "undefined") bytes.forEach((_, n) => (bytes[n] = Math.floor(Math.random() * 256)))
  else crypto.getRandomValues(bytes)
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Have the browser ask before a page is left that holds what exists nowhere else; a mini-program's pages stay as they are. */
export function stay(ask: boolean): void {
  if (process.env.UNI_PLATFORM === "h5") window.onbeforeunload = ask ? (event) => event.preventDefault() : null
}

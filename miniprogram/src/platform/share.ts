/** Pass an invitation on in a chat: the mini-program opens at it. The address is no credential. */

interface Shared {
  title: string
  path: string
}

/** What a share button with `data-link` passes on; without one, the mini-program itself. */
export function invitationOf(event: unknown, title: string): Shared {
  const { target } = event as { target?: { dataset?: { link?: string } } }
  return { title, path: invitationAt(target?.dataset?.link ?? "") }
}

/** The page behind an invitation's link; home for any other address. */
export function invitationAt(link: string): string {
  const code = link.split("/i/")[1]
  return code ? `/pages/invitation/index?code=${code}` : "/pages/home/index"
}

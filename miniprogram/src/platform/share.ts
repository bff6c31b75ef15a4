/** Pass an invitation on in a chat: the mini-program opens at it. The address is no credential. */

interface Shared {
  title: string
  path: string
}

/** What a share button with `data-link` passes on; without one, the mini-program itself. */
export function invitationOf(event: unknown, title: string): Shared {
  const { target } = event as { target?: { dataset?: { link?: string } } }
  const code = target?.dataset?.link?.split("/i/")[1]
  return { title, path: code ? `/pages/invitation/index?code=${code}` : "/pages/home/index" }
}

/** Back to where one came from; a page that was loaded again came from nowhere, and leads to what it belongs to. */
export function backTo(url: string): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else uni.reLaunch({ url })
}

/** The page of an invitation, or home where it is not known. */
export const invitationPage = (code: string) => (code ? `/pages/invitation/index?code=${code}` : "/pages/home/index")

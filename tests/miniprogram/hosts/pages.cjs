// The stack of open pages and how one gets from page to page, alike on both hosts.

const { split } = require("./device.cjs")

function pagesOf({ make }) {
  const stack = []
  const call = (page, name) => page && page.instance[name] && page.instance[name]()
  const open = (url) => {
    const { route, query } = split(url)
    const page = make(route, query)
    stack.push(page)
    call(page, "onShow")
    call(page, "onReady")
  }
  const close = () => {
    const page = stack.pop()
    call(page, "onUnload")
    page.close()
  }
  const to = (ok, change) => (options) => {
    setTimeout(() => {
      change(options)
      ok(options)
    }, 0)
  }
  const enter = (url) => {
    while (stack.length) close()
    open(url)
  }
  return {
    enter,
    top: () => stack[stack.length - 1],
    /** Somebody calls: the page goes out of sight, and comes back. */
    leave: () => ["onHide", "onShow"].forEach((each) => call(stack[stack.length - 1], each)),
    instances: () => stack.map((page) => page.instance),
    navigation: (ok) => ({
      navigateTo: to(ok, ({ url }) => {
        call(stack[stack.length - 1], "onHide")
        open(url)
      }),
      redirectTo: to(ok, ({ url }) => {
        close()
        open(url)
      }),
      reLaunch: to(ok, ({ url }) => enter(url)),
      navigateBack: to(ok, () => {
        close()
        call(stack[stack.length - 1], "onShow")
      }),
    }),
  }
}

module.exports = { pagesOf }

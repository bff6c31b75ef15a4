// The compiled bundle of WeChat in WeChat's own component engine (exparser, through miniprogram-simulate), with a `wx`
// that speaks to the system under test. What `wx` does not offer here, the bundle must not call.

const path = require("node:path")

const { becomePoor, split } = require("./device.cjs")
const { pagesOf } = require("./pages.cjs")
const { walk } = require("./screen.cjs")
const ask = require("node:module").createRequire(path.resolve(__dirname, "../../../miniprogram/package.json"))

const later = (act) => setTimeout(act, 0)
const MOST_AT_ONCE = 3

function start(folder, device) {
  const { JSDOM } = ask("jsdom")
  const { window } = new JSDOM("<!doctype html><html><body></body></html>", { pretendToBeVisual: true })
  for (const name of ["window", "document", "Event", "CustomEvent", "TouchEvent", "Node", "Element"])
    globalThis[name] = name === "window" ? window : window[name]
  const simulate = ask("miniprogram-simulate")
  const exparser = createRequireFrom("miniprogram-simulate", "j-component", "miniprogram-exparser")
  becomePoor()
  const ids = new Map()
  const told = new WeakSet()
  const pages = pagesOf({
    make(route, query) {
      if (!ids.has(route)) ids.set(route, simulate.load(path.join(folder, route), { rootPath: folder }))
      const component = simulate.render(ids.get(route))
      const { instance } = component
      instance.route = route
      component.attach(document.body)
      for (const node of walk(nodeOf(component.dom, null))) if (node.tag !== "wx-camera") told.add(node.element)
      instance.onLoad(query)
      return { instance, route, component, close: () => component.detach() }
    },
  })
  globalThis.wx = wxOf(device, pages)
  globalThis.getCurrentPages = pages.instances
  let app = null
  globalThis.App = (options) => (app = options)
  globalThis.getApp = () => app
  globalThis.Page = () => undefined // uni-app makes pages by `Component`; it only looks whether this is there.
  ask(path.join(folder, "app.js"))

  const tree = () => nodeOf(pages.top().component.dom, null)
  const fire = async (node, type, detail) => {
    // Touches rise through everything around; the events of a native element itself do not.
    const bubbles = type === "tap"
    if (bubbles) device.touched = true
    const options = { bubbles, capturePhase: bubbles, composed: bubbles, extraFields: { touches: [], changedTouches: [] } }
    exparser.Event.dispatchEvent(node.element, exparser.Event.create(type, detail, options))
    await new Promise(later)
  }
  watch(tree, fire, pages, told, device, (element) => element instanceof exparser.Component)
  return {
    launch(url) {
      const { route, query } = split(url)
      app.onLaunch({ path: route, query })
      app.onShow({ path: route, query })
      pages.enter(url)
    },
    tree,
    fire,
    page: () => pages.top().route,
    leave: pages.leave,
    share: (node) => pages.top().instance.onShareAppMessage({ from: "button", target: { dataset: datasetOf(node) } }),
  }
}

function createRequireFrom(...names) {
  let from = ask
  let found = null
  for (const name of names) {
    found = from.resolve(name)
    from = require("node:module").createRequire(found)
  }
  return ask(found)
}

/** The tree of the page as nodes for the screen. Text that the engine keeps out of the document is not seen. */
function nodeOf(dom, parent) {
  const element = dom.__wxElement
  const attrs = { class: dom.className || "" }
  for (const { name, value } of (element && element._vt && element._vt.attrs) || [])
    attrs[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] = Array.isArray(value) ? value.join(" ") : value
  const events = Object.values((element && element._vt && element._vt.event) || {})
  const taps = events.some((each) => each.name === "tap")
  const node = { tag: dom.tagName.toLowerCase(), text: "", attrs, children: [], parent, element, taps }
  for (const child of dom.childNodes) {
    if (child.nodeType === 3) node.children.push({ tag: "#text", text: child.textContent, attrs: {}, children: [], parent: node, element })
    else if (child.nodeType === 1) node.children.push(nodeOf(child, node))
  }
  return node
}
const datasetOf = (node) => {
  for (let each = node; each; each = each.parent) if (each.element && Object.keys(each.element.dataset || {}).length) return each.element.dataset
  return {}
}

/**
 * What the engine tells of what has come onto the screen since: `ready` to components, which this engine tells only to
 * those of a page's beginning; and, as on a phone, that a camera shows its picture, or may not.
 */
function watch(tree, fire, pages, told, device, isComponent) {
  setInterval(() => {
    if (!pages.top()) return
    for (const node of walk(tree())) {
      if (node.tag === "#text" || !node.element || told.has(node.element)) continue
      told.add(node.element)
      if (node.tag === "wx-camera") void (device.allowed ? fire(node, "initdone", { maxZoom: 1 }) : fire(node, "error", { errMsg: "insertCamera:fail auth deny" }))
      else if (isComponent(node.element)) node.element.triggerLifeTime("ready", [])
    }
  }, 20).unref()
}

function wxOf(device, pages) {
  const METHODS = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT"]
  const ok = (options, result = {}) => later(() => options.success && options.success({ errMsg: "ok", ...result }))
  const request = ({ url, method = "GET", header = {}, data, responseType = "text", success, fail }) => {
    if (!METHODS.includes(method)) return later(() => fail({ errMsg: `request:fail invalid method ${method}` }))
    const asked = { url, method, headers: { "content-type": "application/json", ...header }, data }
    device.request(asked).then(
      ({ status, bytes, text }) => success({ statusCode: status, data: responseType === "arraybuffer" ? bytes : parsed(text), header: {} }),
      (problem) => fail({ errMsg: `request:fail ${problem}` }),
    )
  }
  const files = {
    getFileInfo: (options) => ok(options, { size: device.size(options.filePath) }),
    readFile: (options) => ok(options, { data: device.read(options.filePath, options.position, options.length) }),
    writeFile: (options) => ok(options, device.write(options.filePath, options.data)),
  }
  const camera = {
    onCameraFrame: () => ({ start: () => undefined, stop: () => undefined }),
    startRecord: (options) => ok(options),
    stopRecord: (options) => ok(options, { tempVideoPath: device.film }),
  }
  return {
    env: { USER_DATA_PATH: "wxfile://usr" },
    canIUse: (what) => what in wx,
    getSystemInfoSync: () => ({ platform: "ios", model: "iPhone", system: "iOS 17", SDKVersion: "3.6.0", theme: "light", language: "zh_CN" }),
    getDeviceInfo: () => ({ platform: "ios", model: "iPhone", system: "iOS 17" }),
    getWindowInfo: () => ({ windowWidth: 375, windowHeight: 812, statusBarHeight: 44, pixelRatio: 3 }),
    getAppBaseInfo: () => ({ SDKVersion: "3.6.0", theme: "light", language: "zh_CN" }),
    getStorageSync: (key) => device.storage.get(key) ?? "",
    setStorageSync: (key, value) => void device.storage.set(key, structured(value)),
    setStorage: ({ key, data }) => void device.storage.set(key, structured(data)),
    removeStorageSync: (key) => void device.storage.delete(key),
    request,
    login: async (options) => ok(options, { code: (await device.outside(`/wechat/phones/${device.number}/login`)).code }),
    requestPayment: async (options) => {
      const { success, fail, ...asked } = options
      const appId = JSON.parse(require("node:fs").readFileSync(process.env.SANDBOX_CREDENTIALS)).wechat.appid
      const told = await device.outside("/cashier/wechat/request-payment", { appId, ...asked, action: device.cashier })
      ;(told.errMsg.endsWith(":ok") ? success : fail)(told)
    },
    requestFacialVerify: async (options) => {
      await device.outside(`/wechat/phones/${device.number}/face`, { verify_id: options.verifyId, outcome: "passed" })
      ok(options, { errCode: 0 })
    },
    requestSubscribeMessage: (options) => subscribe(device, options),
    createCameraContext: () => camera,
    openSetting: ({ complete }) => later(() => complete(void (device.allowed = true))),
    setKeepScreenOn: (options) => ok(options, void (device.lit = options.keepScreenOn)),
    getFileSystemManager: () => files,
    openDocument: (options) => void (device.opened = options.filePath),
    vibrateShort: ok,
    setClipboardData: (options) => ok(options, void (device.clipboard = options.data)),
    showToast: ok,
    showModal: (options) => ok(options, { confirm: true, cancel: false }),
    setNavigationBarTitle: ok,
    setNavigationBarColor: ok,
    pageScrollTo: ok,
    hideKeyboard: ok,
    onThemeChange: () => undefined,
    onWindowResize: () => undefined,
    ...pages.navigation(ok),
  }
}

/** WeChat's window with the question whether messages may come: once a touch, for three templates of one sort at most. */
async function subscribe(device, { tmplIds, success, fail }) {
  const refuse = (why, errCode) => later(() => fail({ errCode, errMsg: `requestSubscribeMessage:fail ${why}` }))
  if (!device.touched) return refuse("can only be invoked by user TAP gesture.")
  device.touched = false
  if (tmplIds.length > MOST_AT_ONCE) return refuse("templates count out of max bounds", 20003)
  if (device.messages === "off") return refuse("The main switch is switched off", 20004)
  for (const template_id of tmplIds) {
    const told = await device.outside(`/wechat/phones/${device.number}/subscribe`, { template_id, accept: device.messages === "accept" })
    if (told.error) return refuse("No template data return, verify the template id exist", 20001)
  }
  success({ errMsg: "requestSubscribeMessage:ok", ...Object.fromEntries(tmplIds.map((id) => [id, device.messages])) })
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
const structured = (value) => (value && typeof value === "object" ? JSON.parse(JSON.stringify(value)) : value)

module.exports = { start }

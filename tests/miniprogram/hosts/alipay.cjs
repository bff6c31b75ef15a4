// The compiled bundle of Alipay with a `my` that speaks to the system under test. There is no engine of Alipay's to be
// had, so the templates are rendered by axml.cjs. What `my` does not offer here, the bundle must not call.

const path = require("node:path")

const { Renderer } = require("./axml.cjs")
const { becomePoor, split } = require("./device.cjs")
const { pagesOf } = require("./pages.cjs")
const { walk } = require("./screen.cjs")
const ask = require("node:module").createRequire(path.resolve(__dirname, "../../../miniprogram/package.json"))

const later = (act) => setTimeout(act, 0)

function start(folder, device) {
  const { JSDOM } = ask("jsdom")
  const { DOMParser } = new JSDOM("").window
  const parser = new DOMParser()
  becomePoor()
  let given = null
  let app = null
  globalThis.Component = (options) => (given = options)
  globalThis.Page = (options) => (given = options)
  globalThis.App = (options) => (app = options)
  globalThis.getApp = () => app
  const definitions = new Map()
  const defined = (route) => {
    if (!definitions.has(route)) {
      given = null
      ask(path.join(folder, `${route}.js`))
      definitions.set(route, given)
    }
    return definitions.get(route)
  }
  const renderer = new Renderer(folder, (text) => parser.parseFromString(text, "text/xml"), (route, props) => {
    const { props: usual = {}, methods = {}, ...rest } = defined(route)
    return renderer.dress({ ...rest, ...methods, $id: ++count }, route, { ...structuredProps(usual), ...props }, draw)
  })
  let count = 0
  const pages = pagesOf({
    make(route, query) {
      const instance = renderer.dress({ ...defined(route), route, $id: ++count }, route, {}, draw)
      instance.onLoad(query)
      return { instance, route, tree: null, close: () => renderer.end(instance) }
    },
  })

  let planned = false
  let waiting = []
  function draw(done) {
    if (done) waiting.push(done)
    if (planned) return
    planned = true
    later(() => {
      planned = false
      const dones = waiting
      waiting = []
      show()
      for (const each of dones) each()
    })
  }
  function show() {
    const page = pages.top()
    if (!page) return
    const { node, fresh } = renderer.render(page.instance, null, null)
    page.tree = node
    for (const kid of fresh) if (kid.didMount) kid.didMount()
  }

  globalThis.my = myOf(device, pages)
  globalThis.getCurrentPages = pages.instances
  ask(path.join(folder, "app.js"))

  const tree = () => {
    show()
    return pages.top().tree
  }
  const fire = async (node, type, detail) => {
    const name = `on${type[0].toUpperCase()}${type.slice(1)}`
    for (let each = node; each; each = type === "tap" ? each.parent : null) {
      const handler = each.attrs[name]
      if (typeof handler === "string" && each.owner[handler]) {
        const target = { dataset: datasetOf(each) }
        await each.owner[handler]({ type, detail, target, currentTarget: target })
      }
    }
    await new Promise(later)
  }
  watchCameras(() => pages.top()?.tree, fire, device)
  return {
    launch(url) {
      const { route, query } = split(url)
      app.onLaunch({ path: route, query })
      if (app.onShow) app.onShow({ path: route, query })
      pages.enter(url)
    },
    tree,
    fire,
    page: () => pages.top().route,
    leave: pages.leave,
    share: (node) => pages.top().instance.onShareAppMessage({ from: "button", target: { dataset: datasetOf(node) } }),
  }
}

const structuredProps = (props) => ({ ...props })

function datasetOf(node) {
  for (let each = node; each; each = each.parent) {
    const own = Object.entries(each.attrs).filter(([name]) => name.startsWith("data-") && !name.startsWith("data-v-"))
    if (own.length) return Object.fromEntries(own.map(([name, given]) => [name.slice(5), given]))
  }
  return {}
}

function watchCameras(tree, fire, device) {
  let before = false
  setInterval(() => {
    const root = tree()
    const camera = root && [...walk(root)].find((node) => node.tag === "camera")
    if (camera && !before) void (device.allowed ? fire(camera, "ready", {}) : fire(camera, "error", { errorMessage: "no permission" }))
    before = Boolean(camera)
  }, 50).unref()
}

function myOf(device, pages) {
  const ok = (options, result = {}) => later(() => options && options.success && options.success(result))
  // No other methods: older Alipay apps know only these.
  const METHODS = ["GET", "POST"]
  const request = ({ url, method = "GET", headers = {}, data, dataType = "json", success, fail }) => {
    if (!METHODS.includes(method)) return later(() => fail({ error: 2, errorMessage: "invalid method" }))
    const asked = { url, method, headers: { "content-type": "application/json", ...headers }, data }
    device.request(asked).then(
      ({ status, bytes, text }) => {
        const body = dataType === "arraybuffer" ? bytes : text
        if (status >= 400) return fail({ error: 19, errorMessage: "http status error", status, data: body })
        if (dataType !== "json") return success({ status, data: body, headers: {} })
        try {
          success({ status, data: JSON.parse(text), headers: {} })
        } catch {
          fail({ error: 14, errorMessage: "JSON parse data error" })
        }
      },
      () => fail({ error: 12, errorMessage: "network error" }),
    )
  }
  const files = {
    readFile: (options) => ok(options, { data: device.read(options.filePath), dataType: "arrayBuffer" }),
    writeFile: (options) => ok(options, device.write(options.filePath, options.data)),
  }
  const camera = {
    onCameraFrame: () => ({ start: () => undefined, stop: () => undefined }),
    startRecord: (options) => ok(options),
    stopRecord: (options) => ok(options, { tempVideoPath: device.film }),
  }
  return {
    env: { USER_DATA_PATH: "https://usr" },
    SDKVersion: "2.9.0",
    canIUse: (what) => what === "component2" || what in my,
    getSystemInfoSync: () => ({ platform: "Android", model: "Mate", brand: "Huawei", system: "12", pixelRatio: 3, windowWidth: 375, windowHeight: 812, language: "zh-Hans" }),
    getStorageSync: ({ key }) => ({ data: device.storage.get(key) ?? null, success: true }),
    setStorageSync: ({ key, data }) => void device.storage.set(key, JSON.parse(JSON.stringify(data))),
    removeStorageSync: ({ key }) => void device.storage.delete(key),
    setStorage: ({ key, data }) => void device.storage.set(key, data),
    request,
    getAuthCode: async (options) => ok(options, { authCode: (await device.outside(`/alipay/phones/${device.number}/login`)).code }),
    tradePay: async (options) => ok(options, await device.outside("/cashier/alipay/trade-pay", { tradeNO: options.tradeNO, action: device.cashier })),
    startAPVerify: async (options) => {
      await device.outside(`/alipay/certify/${options.certifyId}`, { outcome: "passed" })
      ok(options, { resultStatus: "9000" })
    },
    datePicker: (options) => ok(options, { date: device.day }),
    createCameraContext: () => camera,
    openSetting: ({ complete }) => later(() => complete(void (device.allowed = true))),
    setKeepScreenOn: (options) => ok(options, void (device.lit = options.keepScreenOn)),
    getFileSystemManager: () => files,
    openDocument: (options) => void (device.opened = options.filePath),
    vibrateShort: ok,
    setClipboard: (options) => ok(options, void (device.clipboard = options.text)),
    showToast: ok,
    confirm: (options) => ok(options, { confirm: true }),
    setNavigationBar: ok,
    pageScrollTo: ok,
    hideKeyboard: ok,
    ...pages.navigation(ok),
  }
}

module.exports = { start }

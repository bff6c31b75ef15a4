// What every host gives to a mini-program, under whatever names: the network, storage, files, and the person's own
// accounts at WeChat and Alipay, which the sandbox plays.

const fs = require("node:fs")
const http = require("node:http")

// A mini-program's engine has none of these: whoever needs one must fail here as on a phone.
const BROWSERS_OWN = ["fetch", "crypto", "Blob", "File", "FormData", "URL", "URLSearchParams", "TextEncoder", "TextDecoder"]
const OTHERS = ["performance", "structuredClone", "Headers", "Request", "Response", "WebSocket", "EventSource", "navigator"]

class Device {
  constructor({ origin, api, sandbox, number }) {
    Object.assign(this, { origin, api, sandbox, number })
    this.storage = new Map()
    this.files = new Map()
    this.heard = []
    this.errors = []
    this.challenge = null
    this.film = ""
    this.cashier = "pay"
    this.day = ""
    this.touched = false
    this.allowed = true // the camera, to this mini-program
    this.lit = false // whether the screen is kept from going dark
    this.messages = "accept" // or "reject", or "off": all messages switched off in WeChat's settings.
  }

  /** One request to the address that the bundle was built for, led to the system under test. */
  async request({ url, method, headers, data }) {
    if (!url.startsWith(this.origin)) throw new Error(`a request to a foreign host: ${url}`)
    const body = data === undefined || method === "GET" ? undefined : data
    const path = url.slice(this.origin.length)
    const { status, bytes } = await ask(this.api + path, method, headers, body)
    this.heard.push({ method, path, status, override: headers["x-http-method-override"] ?? null })
    const text = bytes.toString("utf8")
    if (method === "POST" && /\/verifications\/.*\/(attempts|practice)$/.test(path) && status < 400)
      this.challenge = JSON.parse(text)
    return { status, bytes: exactly(bytes), text }
  }

  /** What the person does in the app of a platform. */
  async outside(path, body = {}) {
    const heads = { "content-type": "application/json" }
    const { bytes } = await ask(this.sandbox + path, "POST", heads, JSON.stringify(body))
    return JSON.parse(bytes.toString("utf8"))
  }

  size = (path) => fs.statSync(path).size
  read(path, from = 0, length = undefined) {
    const whole = this.files.has(path) ? this.files.get(path) : fs.readFileSync(path)
    return exactly(whole.subarray(from, length === undefined ? undefined : from + length))
  }
  write = (path, data) => void this.files.set(path, Buffer.from(data))
}

const exactly = (bytes) => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)

function ask(url, method, headers, body) {
  return new Promise((resolve, reject) => {
    const asked = http.request(url, { method, headers }, (answer) => {
      const pieces = []
      answer.on("data", (piece) => pieces.push(piece))
      answer.on("end", () => resolve({ status: answer.statusCode, bytes: Buffer.concat(pieces) }))
    })
    asked.on("error", reject)
    asked.end(body === undefined ? undefined : typeof body === "string" ? body : Buffer.from(body))
  })
}

/** Take away what a browser or Node has and a phone's engine has not. */
function becomePoor() {
  for (const name of [...BROWSERS_OWN, ...OTHERS]) delete globalThis[name]
}

/** An address of a page and what comes behind its question mark. */
function split(url) {
  const [path, query = ""] = url.replace(/^\//, "").split("?")
  const pairs = query.split("&").filter(Boolean).map((pair) => pair.split("=").map(decodeURIComponent))
  return { route: path, query: Object.fromEntries(pairs) }
}

module.exports = { Device, becomePoor, split }

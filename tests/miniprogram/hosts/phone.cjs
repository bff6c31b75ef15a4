// A telephone without a screen: runs one compiled bundle in a stand-in of its host and does what lines of JSON on
// standard input ask. node phone.cjs wechat|alipay FOLDER SETTINGS, the settings being {origin, api, sandbox, number}.

const readline = require("node:readline")

const { Device } = require("./device.cjs")
const { Screen } = require("./screen.cjs")

const [kind, folder, settings] = process.argv.slice(2)
const device = new Device(JSON.parse(settings))
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (problem) => device.errors.push(String((problem && problem.stack) || problem).slice(0, 600)))
// Bundles print warnings; standard output is the line to the test.
for (const level of ["log", "info", "warn", "debug"]) console[level] = () => undefined
console.error = (...words) => device.errors.push(words.map(String).join(" ").slice(0, 600))

process.on("exit", () => process.stderr.write(device.errors.map((each) => `${each}\n`).join("")))

const host = require(`./${kind}.cjs`).start(folder, device)
const screen = new Screen(host)

const ORDERS = {
  launch: ({ url }) => host.launch(url),
  text: () => screen.text(),
  tap: ({ words, nth }) => screen.tap(words, nth),
  write: ({ label, value, nth }) => screen.write(label, value, nth),
  fire: ({ event, detail, where }) => screen.fire(event, detail, where),
  share: ({ words }) => host.share(screen.find(words)),
  page: () => host.page(),
  challenge: () => device.challenge,
  film: ({ path }) => void (device.film = path),
  cashier: ({ action }) => void (device.cashier = action),
  messages: ({ answer }) => void (device.messages = answer),
  allow: ({ camera }) => void (device.allowed = camera),
  lit: () => device.lit,
  leave: () => host.leave(),
  calendar: ({ day }) => void (device.day = day),
  heard: () => device.heard,
  storage: () => [...device.storage],
  errors: () => device.errors,
}

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const { order, ...rest } = JSON.parse(line)
  let answer
  try {
    answer = { result: (await ORDERS[order](rest)) ?? null }
  } catch (problem) {
    answer = { problem: String(problem.stack || problem).slice(0, 1500) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
})

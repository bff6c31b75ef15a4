// WeChat's own compilers over every template and style of a bundle, offline. Prints how many there were; an error of
// theirs ends it. node compile.cjs FOLDER

const path = require("node:path")

const ask = require("node:module").createRequire(path.resolve(__dirname, "../../../miniprogram/package.json"))
const compiler = ask("miniprogram-compiler")
const { readdirSync } = require("node:fs")

globalThis.window = globalThis // The compiler notes its version there.

const folder = process.argv[2]
const named = (ending) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending))
const templates = named(".wxml")
const styles = named(".wxss")
const wxml = new Function(compiler.wxmlToJs(folder, { wxmlList: templates }))()
const missing = templates.filter((name) => typeof wxml(name) !== "function")
if (missing.length) throw new Error(`not compiled: ${missing.join(", ")}`)
const wxss = compiler.wxssToJs(folder, { wxssList: styles })
if (!wxss.includes("wxssMap")) throw new Error("no styles were compiled")
process.stdout.write(`${templates.length} ${styles.length}\n`)

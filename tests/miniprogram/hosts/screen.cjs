// What is on the screen, and a finger. A host's tree is of nodes {tag, text, attrs, children, parent, taps}, the last saying whether it
// hears touches itself.

class Screen {
  constructor(host) {
    this.host = host
  }

  text() {
    return words(this.host.tree()).replace(/\s+/g, " ").trim()
  }

  /** The innermost nodes that say this. */
  seen(said) {
    return [...walk(this.host.tree())].filter((node) => words(node).includes(said) && !inside(node, said))
  }

  find(said) {
    const [found] = this.seen(said)
    if (!found) throw new Error(`nothing says “${said}”; the screen says: ${this.text().slice(0, 400)}`)
    return found
  }

  /** Touch what says this and hears touches, if it is there and not disabled; answers whether it was. */
  async tap(said, nth = 0) {
    const heard = this.seen(said).filter(hears)
    const exact = heard.filter((node) => words(node).trim() === said)
    const node = (exact.length ? exact : heard)[nth]
    if (!node || disabled(node)) return false
    await this.host.fire(node, "tap", {})
    return true
  }

  /** Write into the `nth` field whose name begins so, and leave it; answers whether it was there. */
  async write(label, value, nth = 0) {
    const named = (node) => INPUTS.has(node.tag) && String(node.attrs["aria-label"] ?? "").startsWith(label)
    const field = [...walk(this.host.tree())].filter(named)[nth]
    if (!field) return false
    await this.host.fire(field, "input", { value })
    await this.host.fire(field, "blur", { value })
    return true
  }

  /** An event of the host itself on the node with this attribute, such as open-type=getPhoneNumber. */
  fire(event, detail, [name, value]) {
    const node = [...walk(this.host.tree())].find((each) => each.attrs[name] === value)
    if (!node) throw new Error(`nothing has ${name}=${value}`)
    return this.host.fire(node, event, detail)
  }
}

const INPUTS = new Set(["input", "textarea", "wx-input", "wx-textarea"])

function* walk(node) {
  yield node
  for (const child of node.children) yield* walk(child)
}
function hears(node) {
  for (let each = node; each; each = each.parent) if (each.taps) return true
  return false
}
const words = (node) => node.text + node.children.map(words).join("")
const inside = (node, said) => node.children.some((child) => words(child).includes(said))

function disabled(node) {
  for (let each = node; each; each = each.parent) if (/\bis-disabled\b/.test(each.attrs.class ?? "")) return true
  return false
}

module.exports = { Screen, walk }

// Alipay's templates, rendered: instances of components with `onInit`, `deriveDataFromProps`, `didMount`, slots, lists
// and conditions, as component2 of Alipay's base library has them. Source: opendocs.alipay.com, 自定义组件, AXML.

const fs = require("node:fs")
const path = require("node:path")

const CONDITIONS = ["a:if", "a:elif"]
const CHAINED = ["a:elif", "a:else"]

class Renderer {
  /** `definitions`: path of a component → what it gave to `Component`. */
  constructor(folder, parse, define) {
    Object.assign(this, { folder, parse, define, templates: new Map(), used: new Map() })
  }

  /** Give an instance its data, and `draw` to be called whenever they change. */
  dress(instance, route, props, draw) {
    Object.assign(instance, { is: route, props, data: { ...instance.data }, kids: new Map() })
    instance.setData = (change, done) => {
      for (const [key, value] of Object.entries(change)) put(instance.data, key, value)
      draw(done)
    }
    return instance
  }

  /** The tree of an instance as it is now; makes, tells and ends the components in it. */
  render(instance, slots, parent) {
    const pass = { seen: new Set(), fresh: [] }
    const node = { tag: "#root", text: "", attrs: {}, children: [], parent, owner: instance }
    const scope = { instance, data: instance.data, slots, pass, at: "" }
    node.children = this.list(this.template(instance.is), scope, node)
    for (const [key, kid] of instance.kids)
      if (!pass.seen.has(key)) {
        instance.kids.delete(key)
        this.end(kid)
      }
    return { node, fresh: pass.fresh }
  }

  end(instance) {
    for (const kid of instance.kids.values()) this.end(kid)
    if (instance.didUnmount) instance.didUnmount()
  }

  list(elements, scope, parent) {
    const made = []
    let taken = false // of the chain of a:if, a:elif and a:else that this element belongs to
    elements.forEach((element, n) => {
      if (element.nodeType === 3) {
        const text = String(value(element.textContent, scope.data) ?? "")
        if (text.trim()) made.push({ tag: "#text", text, attrs: {}, children: [], parent, owner: scope.instance })
      }
      if (element.nodeType !== 1) return
      if (element.hasAttribute("a:if") || !CHAINED.some((name) => element.hasAttribute(name))) taken = false
      const test = CONDITIONS.find((name) => element.hasAttribute(name))
      if (taken || (test && !value(element.getAttribute(test), scope.data))) return
      taken = Boolean(test) || element.hasAttribute("a:else")
      made.push(...this.repeat(element, { ...scope, at: `${scope.at}/${n}` }, parent))
    })
    return made
  }

  repeat(element, scope, parent) {
    const each = element.getAttribute("a:for")
    if (each === null) return this.element(element, scope, parent)
    const name = element.getAttribute("a:for-item") ?? "item"
    const key = element.getAttribute("a:key")
    return (value(each, scope.data) ?? []).flatMap((item, n) => {
      const id = key && item && typeof item === "object" ? item[key] : n
      return this.element(element, { ...scope, data: { ...scope.data, [name]: item, index: n }, at: `${scope.at}:${id}` }, parent)
    })
  }

  element(element, scope, parent) {
    const tag = element.tagName
    const kids = [...element.childNodes]
    if (tag === "block") return this.list(kids, scope, parent)
    if (tag === "slot") return this.slot(element.getAttribute("name") ?? "$default", scope, parent)
    const attrs = {}
    for (const { name, value: raw } of element.attributes) if (!name.startsWith("a:")) attrs[name] = value(raw, scope.data)
    const node = { tag, text: "", attrs, children: [], parent, owner: scope.instance, taps: "onTap" in attrs }
    const where = this.components(scope.instance.is)[tag]
    if (where) this.component(where, node, kids, scope)
    else node.children = this.list(kids, scope, node)
    return [node]
  }

  slot(name, scope, parent) {
    const given = scope.slots
    if (!given) return []
    const wanted = given.elements.filter((each) => slotOf(each) === name)
    return this.list(wanted, { ...given.scope, at: `${given.scope.at}<${name}` }, parent)
  }

  component(where, node, kids, scope) {
    const { instance: owner, pass } = scope
    const props = {}
    for (const [name, given] of Object.entries(node.attrs))
      props[camel(name)] = /^on[A-Z]/.test(name) && typeof given === "string" ? (...told) => owner[given](...told) : given
    let kid = owner.kids.get(scope.at)
    if (!kid) {
      kid = this.define(where, props)
      owner.kids.set(scope.at, kid)
      if (kid.onInit) kid.onInit()
      pass.fresh.push(kid)
    } else {
      if (kid.deriveDataFromProps) kid.deriveDataFromProps({ ...kid.props, ...props })
      Object.assign(kid.props, props)
    }
    pass.seen.add(scope.at)
    const { node: root, fresh } = this.render(kid, { elements: kids, scope }, node)
    pass.fresh.push(...fresh)
    node.children = root.children
  }

  template(route) {
    if (!this.templates.has(route)) {
      const text = fs.readFileSync(path.join(this.folder, `${route}.axml`), "utf8")
      const document = this.parse(`<root xmlns:a="a">${strict(text)}</root>`)
      this.templates.set(route, [...document.documentElement.childNodes])
    }
    return this.templates.get(route)
  }

  components(route) {
    if (!this.used.has(route)) {
      const { usingComponents = {} } = JSON.parse(fs.readFileSync(path.join(this.folder, `${route}.json`), "utf8"))
      const absolute = (to) => (to.startsWith("/") ? to.slice(1) : path.posix.join(path.posix.dirname(route), to))
      this.used.set(route, Object.fromEntries(Object.entries(usingComponents).map(([tag, to]) => [tag, absolute(to)])))
    }
    return this.used.get(route)
  }
}

/** AXML allows attributes without a value, and signs in values, which XML does not. */
function strict(text) {
  const quote = (value) => value.replace(/&/g, "&amp;").replace(/</g, "&lt;")
  const attribute = (all, quoted, name) => (name ? ` ${name}="true"` : quote(quoted))
  const tag = (whole) => whole.replace(/("[^"]*")|\s([\w:-]+)(?=[\s/>])/g, attribute)
  return text.replace(/<[a-z](?:"[^"]*"|[^">])*>/gi, tag)
}

const slotOf = (element) => (element.nodeType === 1 && element.getAttribute("slot")) || "$default"
const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())

/** `{{…}}` alone is a value of any kind; among other text it is text. */
const compiled = new Map()
function value(text, data) {
  if (text === null || !text.includes("{{")) return text
  const whole = /^\{\{([\s\S]*?)\}\}$/.exec(text.trim())
  if (whole && !whole[1].includes("}}")) return evaluate(whole[1], data)
  return text.replace(/\{\{([\s\S]*?)\}\}/g, (_, inner) => evaluate(inner, data) ?? "")
}
function evaluate(expression, data) {
  if (!compiled.has(expression)) compiled.set(expression, new Function("all", `with (all) { return (${expression}) }`))
  return compiled.get(expression)(new Proxy(data, { has: (_, name) => typeof name === "string" }))
}

/** setData's paths: a.b[0].c */
function put(data, key, given) {
  const parts = key.split(/[.[\]]+/).filter(Boolean)
  const last = parts.pop()
  let at = data
  parts.forEach((part, n) => (at = at[part] ??= /^\d+$/.test(parts[n + 1] ?? last) ? [] : {}))
  at[last] = given
}

module.exports = { Renderer }

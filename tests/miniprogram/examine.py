"""Look at a page as those who need more than the eye of a designer: axe, hit areas, and whoever reads English only."""

import json
from typing import Any

from playwright.sync_api import Page

from config.settings import PROJECT
from tests.miniprogram.handset import Handset

AXE = PROJECT / "console" / "node_modules" / "axe-core" / "axe.min.js"
LEAST_PX = 44
LOOK = "zhaoban.look"
LARGE = json.dumps({"type": "object", "data": {"elder": True, "dark": True, "english": True, "voice": False}})
"""Large, dark and English, as the page “me” keeps it."""
# What fades in is pale until it is there: its contrast is judged when every transition has come to its end. The body's
# own is uni-app's, which for three seconds after its start waits to fetch a shadow that none of our pages has.
STILL = """() => document.getAnimations().every(
  (each) => each.playState !== 'running' || each.effect?.target === document.body ||
    each.effect?.getComputedTiming().endTime === Infinity
)"""
SERIOUS = """
async () => (await axe.run(document, {resultTypes: ['violations'], preload: false, iframes: false})).violations
  .filter(each => ['serious', 'critical'].includes(each.impact))
  .map(each => each.id + ': ' + each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))
"""
SMALL = """
least => [...document.querySelectorAll(
  '[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],uni-input,uni-textarea')]
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(([each, box]) => each.outerHTML.slice(0, 120) + ' ' + Math.round(box.width) + 'x' + Math.round(box.height))
"""
UNREACHABLE = """
() => [...document.querySelectorAll('[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],uni-button')]
  .filter(each => each.offsetParent && each.tabIndex < 0 && each.getAttribute('aria-disabled') !== 'true')
  .map(each => each.outerHTML.slice(0, 120))
"""
# How many requests are on their way, or were answered so lately that the page may be about to ask more.
COUNT = """
window.asking = 0
const send = XMLHttpRequest.prototype.send
XMLHttpRequest.prototype.send = function (...given) {
  window.asking += 1
  this.addEventListener('loadend', () => setTimeout(() => (window.asking -= 1), 50))
  return send.apply(this, given)
}
window.born = localStorage['zhaoban.session']
"""
THERE = """() => {
  const sheet = document.querySelector('.sheet.elder.dark[lang=en]')
  return sheet && sheet !== window.leaving && sheet.querySelector('.body > *') && !window.asking
}"""
RESTORE = "([key, kept]) => kept ? localStorage.setItem(key, kept) : localStorage.removeItem(key)"
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CHINESE = """
names => {
  const walk = document.createTreeWalker(document.querySelector('.sheet'), NodeFilter.SHOW_TEXT), found = []
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const at = text.parentElement, said = names.reduce((rest, name) => rest.replaceAll(name, ''), text.data)
    if (/[\\u4e00-\\u9fff]/.test(said) && at.offsetParent && at.closest('[lang]').lang === 'en') found.push(said.trim())
  }
  return found
}
"""
"""Names, addresses and the titles of laws stay Chinese, and say so by `lang` or are the names given; every other word
has its English."""


def examine(phone: Handset, name: str, *names: str) -> None:
    """The page as it stands, and the same in large dark English type. Raises AssertionError with what is wrong."""
    examine_here(phone, name, *names)
    kept = phone.page.evaluate(f"localStorage['{LOOK}']")
    other = _beside(phone)
    phone.page.evaluate(RESTORE, [LOOK, kept])
    other.wait_for_function(THERE)
    faults = _faults(other, names)
    phone.page.bring_to_front()  # A page behind another is drawn and woken seldom, and films badly.
    _assert_none(f"{name} (large, dark, English)", faults)


def _beside(phone: Handset) -> Page:
    """A second page of the same phone, in the other look, at the same place: made once for as long as a session."""
    context = phone.page.context
    for each in [page for page in context.pages if page is not phone.page]:
        if each.evaluate("window.born == localStorage['zhaoban.session']") and each.url != phone.page.url:
            each.bring_to_front()
            each.evaluate("window.leaving = document.querySelector('.sheet')")
            each.goto(phone.page.url)
            return each
        each.close()
    other = context.new_page()
    other.add_init_script(f"localStorage['{LOOK}'] = {json.dumps(LARGE)}; {COUNT}")
    other.goto(phone.page.url)
    return other


def examine_here(phone: Handset, name: str, *names: str) -> None:
    """The page in the look that it has: for what a visit from elsewhere would not show. Raises AssertionError."""
    _assert_none(name, _faults(phone.page, names))


def _assert_none(name: str, faults: dict[str, Any]) -> None:
    assert not faults, f"{name}: {json.dumps(faults, ensure_ascii=False, indent=1)}"


def _faults(page: Page, names: tuple[str, ...]) -> dict[str, Any]:
    """What is wrong, by its kind. In English, `names` alone may be Chinese."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text())
    page.wait_for_function(STILL)
    looks = {
        "axe": page.evaluate(SERIOUS),
        "small": page.evaluate(SMALL, LEAST_PX),
        "not by keyboard": page.evaluate(UNREACHABLE),
        "wider than the screen by": page.evaluate(WIDE),
        "Chinese in English": page.evaluate(CHINESE, list(names)) if _english(page) else [],
    }
    return {key: value for key, value in looks.items() if value}


def _english(page: Page) -> bool:
    return bool(page.locator(".sheet[lang=en]").count())

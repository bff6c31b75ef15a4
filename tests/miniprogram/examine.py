"""Look at a page as those who need more than the eye of a designer: axe, hit areas, and whoever reads English only."""

import json
from typing import Any

from playwright.sync_api import Page

from config.settings import PROJECT
from tests.miniprogram.handset import Handset

AXE = PROJECT / "console" / "node_modules" / "axe-core" / "axe.min.js"
LEAST_PX = 44
LOOK = "zhaoban.look"
OTHER = json.dumps({"type": "object", "data": {"elder": True, "dark": True, "english": True, "voice": False}})
SERIOUS = """
async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(each => ['serious', 'critical'].includes(each.impact))
  .map(each => each.id + ': ' + each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))
"""
SMALL = """
least => [...document.querySelectorAll('[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],uni-input')]
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(([each, box]) => each.outerHTML.slice(0, 120) + ' ' + Math.round(box.width) + 'x' + Math.round(box.height))
"""
UNREACHABLE = """
() => [...document.querySelectorAll('[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],uni-button')]
  .filter(each => each.offsetParent && each.tabIndex < 0 && each.getAttribute('aria-disabled') !== 'true')
  .map(each => each.outerHTML.slice(0, 120))
"""
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
    found = {f"{name}: {key}": value for key, value in _faults(phone.page).items()}
    context, kept = phone.page.context, phone.page.evaluate(f"localStorage['{LOOK}']")
    other = context.new_page()
    other.add_init_script(f"localStorage.setItem('{LOOK}', {json.dumps(OTHER)})")
    other.goto(phone.page.url)
    other.locator(".sheet.elder.dark[lang=en] .body > *").first.wait_for()
    other.wait_for_load_state("networkidle")
    chinese = other.evaluate(CHINESE, list(names))
    found |= {f"{name} (large, dark, English): {key}": value for key, value in _faults(other).items()}
    found |= {f"{name}: Chinese in the English page": chinese} if chinese else {}
    other.close()
    phone.page.evaluate("([key, kept]) => kept ? localStorage.setItem(key, kept) : localStorage.removeItem(key)", [LOOK, kept])
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def _faults(page: Page) -> dict[str, Any]:
    page.evaluate(AXE.read_text())
    looks = {
        "axe": page.evaluate(SERIOUS),
        "small": page.evaluate(SMALL, LEAST_PX),
        "not by keyboard": page.evaluate(UNREACHABLE),
    }
    return {key: value for key, value in looks.items() if value}

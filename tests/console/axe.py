"""axe-core in a page of the console: what of WCAG 2.2 A and AA, and of good practice, it does not meet."""

from typing import Any

from playwright.sync_api import Page

from tests.console.desk import STILL
from tests.system import PROJECT

SOURCE = PROJECT / "console" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
# Lines that a table draws with pseudo-elements make axe give up on the contrast of every cell: they are taken away.
PLAIN = """() => {
  const plain = new CSSStyleSheet()
  plain.replaceSync('*::before, *::after { content: none !important; }')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, plain]
}"""
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"


def faults_in_dialog(page: Page) -> list[str]:
    """What is wrong, in both themes, with the dialog that is open."""
    found = []
    for dark in ("true", "false"):
        page.evaluate(f"document.documentElement.classList.toggle('dark', {dark})")
        found += grave_faults(page, ".el-overlay-dialog")
    return found


def grave_faults(page: Page, within: str = "html") -> list[str]:
    """Each serious or critical violation of a part of the page in a line: rule, place, and what axe says of it."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(SOURCE.read_text())
        page.evaluate(PLAIN)
    # What fades in is pale until it is there: its contrast is judged when every transition has come to its end.
    page.wait_for_function(STILL)
    answer = f"axe.run('{within}', {{ resultTypes: ['violations'], runOnly: {RULES} }})"
    found: list[dict[str, Any]] = page.evaluate(f"{answer}.then((r) => r.violations)")
    return [
        f"{each['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]

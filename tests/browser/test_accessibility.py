"""axe finds nothing to object to, in every language and theme, before, during and after the walk."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PAGES = ("/", "/presets/chain-rule?step=3", "/presets/network-2-2-2-matrix?step=14", "/api/v1/docs", "/nothing")


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']} {each['nodes'][0]['failureSummary']}" for each in found]


@pytest.mark.parametrize("scheme, language", list(product(("light", "dark"), ("en", "zh"))))
def test_no_page_has_a_violation(page: Page, complaints: list[str], scheme: str, language: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for path in PAGES:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert violations(page) == [], path
    # Chromium reports the page that is not there.
    complaints[:] = [words for words in complaints if "404" not in words]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_and_a_step_by_htmx_have_no_violation(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto("/presets/chain-rule")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#transport")).to_have_attribute("data-position", "1")
    assert violations(page) == []
    page.locator("#source").fill("w = param(3.0)\nz = 2w")
    page.locator("#run").click()
    expect(page.locator("#error")).to_be_visible()
    assert violations(page) == []

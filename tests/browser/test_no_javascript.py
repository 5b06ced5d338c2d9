"""The whole walk without JavaScript: links and forms alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    yield context.new_page()
    context.close()


def test_links_walk_to_the_end_and_back(page: Page) -> None:
    page.goto("/presets/chain-rule")
    end = int(page.locator("#scrubber").get_attribute("max") or 0)
    for step in range(1, end + 1):
        page.locator("#next").click()
        expect(page).to_have_url(re.compile(rf"\?step={step}$"))
    expect(page.locator("#variables")).to_contain_text("15")
    page.locator("#back").click()
    expect(page).to_have_url(re.compile(rf"\?step={end - 1}$"))
    page.locator("#first").click()
    expect(page).to_have_url(re.compile(r"\?step=0$"))


def test_a_program_is_sent_and_repaired_by_forms(page: Page) -> None:
    page.goto("/")
    page.locator("#source").fill("w = param(3.0)\nz = 2w")
    page.locator("#run").click()
    expect(page.locator("#error")).to_be_visible()
    page.locator("#fix").click()
    expect(page.locator("#error")).to_have_count(0)


def test_the_language_is_a_button_of_a_form(page: Page) -> None:
    page.goto("/presets/chain-rule?step=2")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page).to_have_url(re.compile("step=2"))


def test_the_graph_can_be_scrolled(page: Page) -> None:
    page.goto("/")
    expect(page.locator("graph-view svg")).to_be_visible()
    expect(page.locator(".graph__tools")).to_be_hidden()

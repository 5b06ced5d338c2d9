"""The questions about a gradient: from the program to its paths, its proof and a derivation, and back."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from app.graph.model import Request
from app.presets import PRESETS
from app.web import token

NETWORK = PRESETS["network-2-2-2"].source
PACKED = token.encode(Request(NETWORK))


def test_from_the_program_to_the_paths_of_a_node(page: Page, base_url: str) -> None:
    page.goto(base_url)
    page.get_by_label("Why this gradient?").select_option(label="w1")
    page.get_by_role("button", name="Show its paths").click()
    expect(page.get_by_role("heading", name="with respect to w1")).to_be_visible()
    assert page.locator(".way").count() == 2
    lit = page.locator(".paths__figure .node.sent").count()
    assert lit > 5 and page.locator(".paths__figure .node.current").count() == 1


def test_a_click_on_another_path_lights_it(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/p/{PACKED}/paths?node=w1")
    before = page.locator(".paths__figure").inner_html()
    page.get_by_role("link", name="loss → o1 → in_o1 → h1 → in_h1 → w1").click()
    expect(page.locator(".way--shown")).to_contain_text("loss → o1")
    assert page.locator(".paths__figure").inner_html() != before
    assert "path=1" in page.url
    page.go_back()
    expect(page.locator(".way--shown")).to_contain_text("loss → o2")


def test_a_derivation_is_checked_and_the_answer_is_a_link(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/p/{PACKED}/check")
    page.get_by_role("textbox", name="My derivation").fill("d_h1 = (o1-y1)*o1*(1-o1)*w5")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".verdict__hint")).to_contain_text("A path is missing: loss → o2")
    page.reload()
    expect(page.locator(".verdict__hint")).to_contain_text("A path is missing: loss → o2")
    assert page.get_by_role("textbox", name="My derivation").input_value() == "d_h1 = (o1-y1)*o1*(1-o1)*w5"
    page.get_by_role("link", name="All paths to h1").click()
    expect(page.get_by_role("heading", name="with respect to h1")).to_be_visible()


def test_a_broken_derivation_shows_its_line(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/p/{PACKED}/check")
    page.get_by_role("textbox", name="My derivation").fill("d_w1 = x1 *")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".check__problem")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("part", ["paths?node=w1", "proof", "check?derivation=" + quote("d_w1 = x1")])
def test_nothing_is_wider_than_the_window(page: Page, base_url: str, part: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{base_url}/p/{PACKED}/{part}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_all_of_it_works_without_javascript(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}/p/{PACKED}/check")
    page.get_by_role("textbox", name="My derivation").fill("d_w5 = (o1-y1)*o1*(1-o1)*h1")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".check__verdict")).to_contain_text("1 of 1 gradients are right.")
    page.goto(f"{base_url}/p/{PACKED}/paths?node=w1")
    page.get_by_role("link", name="loss → o1").click()
    expect(page.locator(".way--shown")).to_contain_text("loss → o1")
    context.close()

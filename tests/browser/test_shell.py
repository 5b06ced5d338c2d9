"""What stands around every page: the way home, the language that keeps what the page has come to show, the notices."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.graph.model import Request
from app.presets import PRESETS
from app.web import token

NETWORK = f"/p/{token.encode(Request(PRESETS['network-2-2-2'].source))}"
QUESTIONS = ("paths", "proof", "check", "matrices", "forward", "inspect")


@pytest.mark.parametrize("path", ["/nothing", "/presets/nothing", "/?pass=9", "/api/v1/docs"])
def test_every_page_has_the_way_home_and_its_other_language(page: Page, complaints: list[str], path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("link", name="Gradwalk", exact=True)).to_have_attribute("href", "/")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    # Chromium reports the page that is not there.
    complaints[:] = [words for words in complaints if "404" not in words]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_names_its_program_and_leads_to_the_others(page: Page, name: str) -> None:
    page.goto(f"{NETWORK}/{name}")
    about = page.locator(".about")
    expect(about.locator("[aria-current=page]")).to_have_attribute("href", f"{NETWORK}/{name}")
    expect(about.get_by_role("link")).to_have_count(len(QUESTIONS) + 1)
    about.get_by_role("link", name=PRESETS["network-2-2-2"].title["en"]).click()
    expect(page.locator("#transport")).to_have_attribute("data-position", "0")


def test_the_other_language_keeps_what_was_written_since(page: Page) -> None:
    page.goto(f"{NETWORK}/check")
    page.locator("#derivation").fill("d_w5 = 1")
    page.locator(".check__form button").click()
    expect(page).to_have_url(re.compile("derivation="))
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("#derivation")).to_have_value("d_w5 = 1")


def test_the_other_language_shows_the_curves_too(page: Page) -> None:
    page.goto("/presets/linear-regression-training?pass=2&wait=1")
    page.get_by_text("Curves", exact=True).click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("#view-curves")).to_be_checked()
    expect(page.locator("#pass-scrubber")).to_have_value("2")


def test_a_notice_goes_when_something_works(page: Page, complaints: list[str]) -> None:
    page.goto("/presets/chain-rule")
    page.route(
        "**/chain-rule?step=1*", lambda route: route.continue_(url=route.request.url.replace("step=1", "step=99"))
    )
    page.locator("#next").click()
    expect(page.locator("#notice")).not_to_be_empty()
    page.unroute_all()
    page.locator("#next").click()
    expect(page.locator("#transport")).to_have_attribute("data-position", "1")
    expect(page.locator("#notice")).to_be_empty()
    complaints[:] = [words for words in complaints if "404" not in words]


def test_a_phone_has_the_legend_below_the_graph(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    view, legend = page.locator("graph-view").bounding_box(), page.locator(".legend").bounding_box()
    assert view and legend
    assert view["y"] + view["height"] <= legend["y"] and legend["x"] + legend["width"] <= 390
    expect(page.locator(".legend")).to_be_in_viewport(ratio=1)

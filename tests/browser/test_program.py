"""Editing and running programs in the browser, mistakes and their repair, languages and themes."""

import re

from playwright.sync_api import Page, expect

EXPRESSION = "(x*w - y)**2"


def test_an_expression_is_run_and_its_names_appear_in_the_editor(page: Page) -> None:
    page.goto("/")
    page.locator("#source").fill(EXPRESSION)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/p/"))
    expect(page.locator("#source")).to_have_value(re.compile(r"x = param\(1\.0\)"))
    expect(page.locator("g.node.parameter")).to_have_count(3)
    page.keyboard.press("Escape")
    page.locator("#next").click()
    expect(page.locator("#transport")).to_have_attribute("data-position", "1")


def test_the_new_program_has_an_address_and_back_leads_to_the_old_one(page: Page) -> None:
    page.goto("/presets/chain-rule")
    page.locator("#source").fill(EXPRESSION)
    page.locator("#run").click()
    expect(page).to_have_url(re.compile("/p/"))
    page.reload()
    expect(page.locator("#source")).to_have_value(re.compile(re.escape(EXPRESSION)))
    page.go_back()
    expect(page).to_have_url(re.compile("/presets/chain-rule"))
    expect(page.locator("#source")).to_have_value(re.compile("z = x"))


def test_a_mistake_is_shown_and_one_click_repairs_it(page: Page) -> None:
    page.goto("/")
    page.locator("#source").fill("w = param(3.0)\nz = 2w")
    page.locator("#run").click()
    expect(page.locator("#error")).to_be_visible()
    expect(page.locator("#error mark")).to_be_visible()
    expect(page.locator("#error .excerpt__line")).to_have_text("2")
    page.locator("#fix").click()
    expect(page.locator("#error")).to_have_count(0)
    expect(page.locator("#source")).to_have_value(re.compile(r"2 ?\* ?w"))
    expect(page.locator("g.node")).not_to_have_count(0)


def test_a_program_that_fails_half_way_shows_the_graph_up_to_there(page: Page) -> None:
    page.goto("/")
    page.locator("#source").fill("w = param(3.0)\nz = w * 2\nq = z + nowhere")
    page.locator("#run").click()
    expect(page.locator("#error")).to_contain_text("nowhere")
    expect(page.locator("g.node.op")).to_have_count(1)


def test_line_numbers_follow_the_text(page: Page) -> None:
    page.goto("/")
    page.locator("#source").fill("a = 1\nb = 2\nc = 3")
    expect(page.locator(".editor__line")).to_have_text(["a = 1", "b = 2", "c = 3"])


def test_printed_lines_are_shown(page: Page) -> None:
    page.goto("/")
    page.locator("#source").fill("w = param(3.0)\nz = w * 2\nprint('z is', z.item())")
    page.locator("#run").click()
    expect(page.locator(".printed")).to_contain_text("z is 6.0")


def test_the_language_can_be_switched_at_a_step(page: Page) -> None:
    page.goto("/?step=4")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("#transport")).to_have_attribute("data-position", "4")
    expect(page.locator("#run")).to_have_text("运行")


def test_the_theme_can_be_switched_and_is_remembered(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    light = page.evaluate("() => getComputedStyle(document.body.parentElement).backgroundColor")
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    assert page.evaluate("() => getComputedStyle(document.body.parentElement).backgroundColor") != light


def test_a_preset_is_chosen_from_the_menu(page: Page) -> None:
    page.goto("/")
    page.locator(".presets summary").click()
    page.get_by_role("link", name="The chain rule on one multiplication").click()
    expect(page).to_have_url(re.compile("/presets/chain-rule$"))
    expect(page.locator("#lesson-title")).to_have_text("The chain rule on one multiplication")


def test_the_picture_of_this_step_can_be_exported(page: Page) -> None:
    page.goto("/presets/chain-rule?step=2")
    page.get_by_text("Export", exact=True).click()
    with page.expect_request(re.compile("/api/v1/export/svg")) as asked:
        page.get_by_role("button", name="SVG").click()
    assert "step=2" in asked.value.url
    expect(page.locator("g.node.current .outline, g.node.current use")).not_to_have_count(0)
    assert page.evaluate("() => getComputedStyle(document.querySelector('.paper')).fill") == "rgb(255, 255, 255)"


def test_a_phone_has_the_graph_first_and_the_controls_at_hand(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    for part in ("graph-view", "#next", "#scrubber"):
        expect(page.locator(part)).to_be_in_viewport()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    page.locator("#next").click()
    expect(page.locator("#step-title")).to_be_in_viewport()

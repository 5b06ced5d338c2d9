"""Folding and unfolding with the mouse and the keyboard: the moment stays, and so does the page around it."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

SOFTMAX = "/presets/softmax-cross-entropy"


def at(page: Page, step: int) -> None:
    expect(page.locator("#transport")).to_have_attribute("data-position", str(step))


def test_a_click_unfolds_and_another_folds_at_the_moment_that_was_walked_to(page: Page) -> None:
    page.goto(SOFTMAX)
    for step in (1, 2, 3, 4):
        page.keyboard.press("ArrowRight")
        at(page, step)
    expect(page.locator("#n3")).to_have_count(0)
    page.get_by_role("link", name="Unfold cross_entropy").click()
    expect(page.locator("#n3")).to_be_visible()
    at(page, 6)
    expect(page).to_have_url(re.compile(r"\?step=6&turned=g0$"))
    page.keyboard.press("ArrowLeft")
    at(page, 5)
    page.get_by_role("link", name="Fold cross_entropy", exact=True).click()
    expect(page.locator("#n3")).to_have_count(0)
    at(page, 4)
    page.go_back()
    expect(page.locator("#n3")).to_be_visible()
    at(page, 5)


def test_the_link_is_reached_and_pressed_by_keys(page: Page) -> None:
    page.goto(SOFTMAX)
    link = page.get_by_role("link", name="Unfold cross_entropy")
    link.focus()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#n3")).to_be_visible()
    expect(page.get_by_role("link", name="Fold cross_entropy", exact=True)).to_be_focused()


def test_what_was_pressed_by_keys_keeps_the_focus(page: Page) -> None:
    page.goto("/presets/xor")
    for name in ("As autograd sees it", "everything", "The next pass"):
        link = page.get_by_role("link", name=name, exact=True)
        link.focus()
        before = link.element_handle()
        page.keyboard.press("Enter")
        page.wait_for_function("link => !link.isConnected", arg=before)
        expect(link).to_be_focused()


def test_the_switch_and_the_panel_lead_to_the_same_moment(page: Page) -> None:
    page.goto(f"{SOFTMAX}?step=2")
    page.locator("#step").get_by_role("link", name="Unfold").click()
    expect(page.locator("#step-title")).to_have_text("Compute loss")
    page.get_by_role("link", name="As autograd sees it").click()
    expect(page).to_have_url(re.compile(r"\?step=3&view=autograd$"))
    expect(page.get_by_role("link", name="As autograd sees it")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="As written").click()
    expect(page.locator("#n3")).to_have_count(0)
    at(page, 2)


def test_the_link_in_the_panel_hands_the_focus_to_the_frame(page: Page) -> None:
    page.goto(f"{SOFTMAX}?step=2")
    page.locator("#step").get_by_role("link", name="Unfold").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Fold cross_entropy", exact=True)).to_be_focused()


@pytest.mark.parametrize(
    ("second", "address"), [("#sights-autograd", r"step=3&view=autograd$"), ("#next", r"step=4&turned=g0$")]
)
def test_a_press_while_another_answer_is_on_its_way_is_not_lost(page: Page, second: str, address: str) -> None:
    page.goto(f"{SOFTMAX}?step=2")
    traffic: list[str] = []
    page.on("request", lambda request: traffic.append(f"{request.resource_type} asked"))
    page.on("response", lambda response: traffic.append(f"{response.request.resource_type} answered"))
    held: list[Route] = []
    page.route("**turned=g0**", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**turned=g0**"):
        page.locator("#step").get_by_role("link", name="Unfold").click()
    page.locator(second).click()
    held[0].continue_()
    expect(page).to_have_url(re.compile(address))
    expect(page.locator("#n3")).to_be_visible()
    fetched = [event for event in traffic if event.startswith("fetch")]
    assert fetched == ["fetch asked", "fetch answered"] * 2

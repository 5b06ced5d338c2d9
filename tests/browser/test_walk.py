"""Walking through a program with keys, mouse and addresses; the page always shows what a fresh page would show."""

import re

import pytest
from playwright.sync_api import Page, expect

PICTURE = """() => Object.fromEntries([...document.querySelectorAll('#viewport g[id], #variables tr[id]')].map(part => {
  const copy = part.cloneNode(true);
  for (const each of [copy, ...copy.querySelectorAll('*')]) each.removeAttribute('data-htmx-powered');
  return [part.id, copy.outerHTML];
}))"""


def position(page: Page) -> int:
    return int(page.locator("#transport").get_attribute("data-position") or -1)


def shows(page: Page, step: int) -> None:
    """Waits until the page shows a step, and checks that its address says so."""
    expect(page.locator("#transport")).to_have_attribute("data-position", str(step))
    expect(page).to_have_url(re.compile(rf"[?&]step={step}$"))


def last(page: Page) -> int:
    return int(page.locator("#scrubber").get_attribute("max") or -1)


def picture_of(page: Page) -> object:
    return page.evaluate(PICTURE)


def fresh_picture(page: Page) -> object:
    """The picture of a page that was loaded at this address."""
    other = page.context.new_page()
    other.goto(page.url)
    fresh = other.evaluate(PICTURE)
    other.close()
    return fresh


def test_keys_walk_to_the_end_and_back(page: Page) -> None:
    page.goto("/presets/chain-rule")
    end = last(page)
    for step in range(1, end + 1):
        page.keyboard.press("ArrowRight")
        shows(page, step)
        assert picture_of(page) == fresh_picture(page)
    expect(page.locator("#variables")).to_contain_text("15")
    for step in range(end - 1, -1, -1):
        page.keyboard.press("ArrowLeft")
        shows(page, step)
    assert picture_of(page) == fresh_picture(page)


def test_home_and_end_go_all_the_way(page: Page) -> None:
    page.goto("/")
    end = last(page)
    page.keyboard.press("End")
    shows(page, end)
    assert picture_of(page) == fresh_picture(page)
    page.keyboard.press("Home")
    shows(page, 0)
    assert picture_of(page) == fresh_picture(page)


def test_the_next_phase_begins_with_its_first_step(page: Page) -> None:
    page.goto("/")
    page.locator("#next").click()
    shows(page, 1)
    page.locator("#phase").click()
    expect(page.locator("#step")).to_have_class(re.compile("step--backward"))
    expect(page.locator("#step-title")).to_contain_text("loss")


@pytest.mark.parametrize("times", [10, 25])
def test_presses_faster_than_the_answers_are_neither_lost_nor_doubled(page: Page, times: int) -> None:
    page.goto("/")
    page.evaluate(
        """times => { for (let i = 0; i < times; i++)
             document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true})) }""",
        times,
    )
    shows(page, times)
    assert picture_of(page) == fresh_picture(page)


def test_clicks_faster_than_the_answers_are_neither_lost_nor_doubled(page: Page) -> None:
    page.goto("/")
    page.evaluate("() => { for (let i = 0; i < 8; i++) document.getElementById('next').click() }")
    shows(page, 8)
    assert picture_of(page) == fresh_picture(page)


def test_a_held_down_key_leaves_the_page_in_order(page: Page) -> None:
    page.goto("/")
    for _ in range(40):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert position(page) > 0
    shows(page, position(page))
    assert picture_of(page) == fresh_picture(page)


def test_the_scrubber_goes_where_it_is_dragged(page: Page) -> None:
    page.goto("/")
    for step in (5, 20, 33, 12, 41):
        page.locator("#scrubber").fill(str(step))
    shows(page, 41)
    assert picture_of(page) == fresh_picture(page)


def test_a_deep_link_survives_a_reload(page: Page) -> None:
    page.goto("/?step=30")
    before = picture_of(page)
    page.reload()
    assert position(page) == 30
    assert picture_of(page) == before


def test_back_returns_to_the_step_before(page: Page) -> None:
    page.goto("/")
    for step in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        shows(page, step)
    page.go_back()
    shows(page, 2)
    assert picture_of(page) == fresh_picture(page)
    page.keyboard.press("ArrowRight")
    shows(page, 3)
    page.go_back()
    page.go_back()
    shows(page, 1)


def test_keys_with_modifiers_and_keys_in_the_editor_do_not_step(page: Page) -> None:
    page.goto("/?step=3")
    for keys in ("Shift+ArrowRight", "Control+ArrowRight", "Alt+ArrowUp"):
        page.keyboard.press(keys)
    page.locator("#source").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert position(page) == 3


def test_what_happens_is_said_to_those_who_do_not_see_it(page: Page) -> None:
    page.goto("/")
    status = page.locator("#status").element_handle()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#status")).to_contain_text("Compute")
    assert page.evaluate("status => status.isConnected", status), "the live region itself must stay"


def test_a_row_shows_its_node(page: Page) -> None:
    page.goto("/")
    page.locator("#variables").get_by_role("link", name="loss").click()
    expect(page.locator("g.is-shown")).to_have_count(1)
    expect(page.locator("g.is-shown")).to_be_in_viewport()


def test_a_node_shows_its_row(page: Page) -> None:
    page.goto("/presets/chain-rule")
    page.locator("#n0").click()
    expect(page.locator("tr.is-shown")).to_have_count(1)
    expect(page.locator("tr.is-shown")).to_be_in_viewport()


def test_the_current_node_stays_in_sight(page: Page) -> None:
    page.goto("/")
    for step in range(1, last(page) + 1, 4):
        page.locator("#scrubber").fill(str(step))
        shows(page, step)
        expect(page.locator("g.node.current").first).to_be_in_viewport(ratio=0.9)


def test_the_picture_can_be_moved_and_scaled_and_keeps_its_place(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Follow the current node").click()
    view = page.locator("graph-view")
    view.hover()
    page.mouse.wheel(0, -300)
    page.mouse.down()
    page.mouse.move(500, 500, steps=4)
    page.mouse.up()
    moved = page.locator("#viewport").get_attribute("transform")
    page.keyboard.press("ArrowRight")
    shows(page, 1)
    assert page.locator("#viewport").get_attribute("transform") == moved
    page.get_by_role("button", name="Show the whole graph").click()
    assert page.locator("#viewport").get_attribute("transform") != moved


def test_the_focus_stays_on_the_control_that_was_pressed(page: Page) -> None:
    page.goto("/")
    page.locator("#next").focus()
    page.keyboard.press("Enter")
    shows(page, 1)
    expect(page.locator("#next")).to_be_focused()

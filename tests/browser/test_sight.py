"""What a reader sees without moving anything: the graph, what a step touches, the words; on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

OUT_OF_SIGHT = """parts => {
  const view = document.querySelector('graph-view').getBoundingClientRect();
  return [...document.querySelectorAll(parts)].filter(part => {
    const box = part.getBoundingClientRect();
    return box.left < view.left || box.right > view.right || box.top < view.top || box.bottom > view.bottom;
  }).map(part => part.id);
}"""
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("width, height", [(1440, 900), (1280, 720)])
def test_the_first_network_is_seen_whole(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/")
    assert page.evaluate(OUT_OF_SIGHT, "g.node") == []


@pytest.mark.parametrize("width, height", [(1280, 720), (390, 844)])
def test_a_step_shows_what_it_reads_and_where_it_sends(page: Page, width: int, height: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/presets/network-2-2-2?step=1")
    for step in range(2, 54, 3):
        page.locator("#scrubber").fill(str(step))
        expect(page.locator("#transport")).to_have_attribute("data-position", str(step))
        expect(page.locator(".htmx-request")).to_have_count(0)
        assert page.evaluate(OUT_OF_SIGHT, ".node.current, .node.read, .node.sent") == [], step


@pytest.mark.parametrize("width, height", [(1440, 900), (1280, 720)])
def test_a_backward_step_fits_without_scrolling(page: Page, width: int, height: int) -> None:
    """At the level of numbers; a rule takes more room, but where it goes to is in sight."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/?step=40&detail=numbers")
    step = page.locator("#step")
    assert step.evaluate("step => step.scrollHeight <= step.clientHeight")
    page.goto("/?step=40")
    expect(page.locator(".contribution").first).to_be_in_viewport(ratio=0.3)


def test_on_a_phone_a_run_shows_the_graph_and_an_error_comes_first(page: Page) -> None:
    page.set_viewport_size({**PHONE})
    page.goto("/")
    page.get_by_text("Edit the program").click()
    page.locator("#source").fill("x = param(2.0)\nz = x * x")
    page.locator("#run").click()
    expect(page.locator("#viewport")).to_contain_text("z")
    expect(page.locator("graph-view")).to_be_in_viewport(ratio=1)
    page.get_by_text("Edit the program").click()
    page.locator("#source").fill("x = param(2.0)\nz = x * q")
    page.locator("#run").click()
    expect(page.locator("#error")).to_be_in_viewport(ratio=1)

"""The map and the surface in a browser: read by pointer, begun elsewhere by a click, turned by keys and mouse."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.graph.model import Request
from app.web import token

SOURCE = """x = torch.tensor([-2.0, 3.0], requires_grad=True)
for step in range(5):
    loss = (x ** 2).sum()
    loss.backward()
    with torch.no_grad():
        x -= 0.1 * x.grad
    x.grad = None
"""
CURVE = "w = param(2.0)\nloss = (w - 1) ** 2\nloss.backward()"
PLACE = re.compile(r"x\[0\] = ([-.\d]+), x\[1\] = ([-.\d]+): loss ([-.\d]+)")
WIDTH = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def open_surface(page: Page, source: str = SOURCE, query: str = "") -> None:
    page.goto(f"/p/{token.encode(Request(source))}/surface{query}")


def drawn(page: Page, before: object = None) -> object:
    """The pixels of the surface once it is painted, and no longer as `before`."""
    canvas = page.locator("canvas")
    blank = "canvas => canvas.width !== 300 && canvas.toDataURL()"
    page.wait_for_function(
        "before => { const c = document.querySelector('canvas'); return c.width !== 300 && c.toDataURL() !== before; }",
        arg=before,
    )
    return canvas.evaluate(blank)


def test_the_pointer_reads_the_loss_of_the_place(page: Page) -> None:
    open_surface(page)
    page.locator("svg.map").hover(position={"x": 220, "y": 150})
    reading = page.locator("[data-reading]")
    expect(reading).to_have_text(PLACE)
    found = PLACE.search(reading.inner_text())
    assert found
    x, y, loss = map(float, found.groups())
    assert loss == pytest.approx(x * x + y * y, abs=0.02)


def test_a_click_begins_the_program_there(page: Page) -> None:
    open_surface(page)
    page.locator("svg.map").click(position={"x": 300, "y": 100})
    expect(page).to_have_url(re.compile(r"/surface\?x="))
    packed = re.search(r"/p/([^/]+)/", page.url)
    assert packed
    source = token.decode(packed[1], 65536).source
    assert source != SOURCE
    assert re.match(r"x = torch\.tensor\(\[-?\d+\.\d+, -?\d+\.\d+\], requires_grad=True\)\n", source)


def test_keys_and_mouse_turn_the_surface(page: Page) -> None:
    open_surface(page)
    first = drawn(page)
    page.locator("canvas").focus()
    page.keyboard.press("ArrowLeft")
    turned = drawn(page, first)
    page.keyboard.press("ArrowRight")
    assert drawn(page, turned) == first
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 120)
    page.mouse.up()
    assert drawn(page, first) != first


def test_the_surface_takes_the_colours_of_the_theme(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    open_surface(page)
    light = drawn(page)
    page.locator("[data-theme-switch]").click()
    assert drawn(page, light) != light


def test_a_curve_has_a_map_and_nothing_to_turn(page: Page) -> None:
    open_surface(page, CURVE)
    expect(page.locator(".map__curve")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)
    page.locator("svg.map").hover(position={"x": 220, "y": 150})
    expect(page.locator("[data-reading]")).to_contain_text("w = ")


def test_other_ranges_are_drawn(page: Page) -> None:
    open_surface(page)
    page.locator("[name=x0]").last.fill("-10")
    page.get_by_role("button", name="Draw").click()
    expect(page.locator(".map__axes")).to_contain_text("-10")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_violation(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for source in (SOURCE, CURVE):
        open_surface(page, source)
        assert Axe().run(page).response["violations"] == []


def test_a_phone_shows_it_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_surface(page)
    drawn(page)
    assert page.evaluate(WIDTH)
    expect(page.get_by_role("link", name="Back to the graph")).to_be_visible()

"""The program column: lines that wrap, the mark of the step, and the divider that gives it more room."""

import pytest
from playwright.sync_api import Page, expect

LONG = "scalar-engine"
HEIGHTS = """() => {
  const area = document.getElementById('source');
  area.style.cssText = 'block-size: 0; min-block-size: 0; align-self: start';
  const text = area.scrollHeight;
  area.removeAttribute('style');
  return [text, document.getElementById('lines').offsetHeight];
}"""
IN_SIGHT = """line => {
  const [seen, sheet] = [line, line.closest('.editor__sheet')].map(each => each.getBoundingClientRect());
  return seen.top >= sheet.top && seen.bottom <= sheet.bottom;
}"""


def walk(page: Page, key: str, position: int) -> None:
    page.keyboard.press(key)
    expect(page.locator("#transport")).to_have_attribute("data-position", str(position))
    expect(page.locator(".htmx-request")).to_have_count(0)


@pytest.mark.parametrize("width", [1920, 1440, 1100])
@pytest.mark.parametrize("slug", [LONG, "two-layer-numpy", "rnn-vanishing"])
def test_no_line_is_cut_and_the_numbers_stand_beside_their_lines(page: Page, slug: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/presets/{slug}?wait=1")
    area = page.locator("#source")
    assert area.evaluate("area => area.scrollWidth <= area.clientWidth")
    text, lines = page.evaluate(HEIGHTS)
    assert text == lines


def test_the_stretch_of_a_step_is_marked_and_stays_in_sight(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 620})
    page.goto(f"/presets/{LONG}")
    last = int(page.locator("#scrubber").get_attribute("max") or 0)
    for position in range(1, last + 1):
        walk(page, "ArrowRight", position)
        said = page.locator("#step .excerpt mark")
        if said.count():
            expect(page.locator("#lines mark")).to_have_text(said.inner_text())
            assert page.locator(".editor__line.is-here").evaluate(IN_SIGHT), position


def test_a_program_that_is_being_changed_has_no_mark(page: Page) -> None:
    page.goto("/presets/chain-rule?step=1")
    expect(page.locator("#lines mark")).to_have_count(1)
    page.locator("#source").press_sequentially("#")
    expect(page.locator("#lines mark")).to_have_count(0)


def test_a_mistake_is_marked_where_it_stands(page: Page) -> None:
    page.goto("/")
    page.locator("#source").fill("w = param(3.0)\nz = w * 𝑥𝑦 + nowhere")
    page.locator("#run").click()
    expect(page.locator("#error")).to_be_visible()
    expect(page.locator("#lines mark")).to_have_text(page.locator("#error mark").inner_text())


def test_the_divider_is_moved_by_keys_and_by_dragging_and_stays(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/presets/chain-rule?step=1")
    program, divider = page.locator("#program"), page.locator("#divider")
    usual = program.evaluate("program => program.offsetWidth")
    divider.focus()
    page.keyboard.press("ArrowRight")
    wider = program.evaluate("program => program.offsetWidth")
    assert wider > usual
    expect(page.locator("#transport")).to_have_attribute("data-position", "1")
    divider.hover()
    page.mouse.down()
    page.mouse.move(700, 300)
    page.mouse.up()
    dragged = program.evaluate("program => program.offsetWidth")
    assert abs(dragged - 700) < 3
    page.reload()
    assert program.evaluate("program => program.offsetWidth") == dragged
    divider.dblclick()
    assert program.evaluate("program => program.offsetWidth") == usual

"""The curves of a run: seen beside the graph, read, zoomed, hidden, and a way into every pass."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect

from app.graph.model import Request
from app.web import token
from tests.browser.test_accessibility import violations

TRAINING = """w = torch.tensor([1.0, 0.5], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.01)
for epoch in range(20):
    for x, y in [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]:
        optimizer.zero_grad()
        loss = (w[0] * x + w[1] - y) ** 2
        loss.backward()
        optimizer.step()
"""
ADDRESS = f"/p/{token.encode(Request(TRAINING))}"
INK = """(canvas, [start, end]) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  const {data} = copy.getImageData(canvas.width * start, 0, canvas.width * (end - start), canvas.height);
  const seen = {};
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] === 255) seen[data.slice(at, at + 3).join()] = (seen[data.slice(at, at + 3).join()] ?? 0) + 1;
  return seen;
}"""
MARK = "figure => getComputedStyle(figure).outlineColor.match(/\\d+/g).join()"
LINE = "line => getComputedStyle(line).borderTopColor.match(/\\d+/g).join()"


@pytest.fixture
def drawn(page: Page) -> Page:
    """The page of a training program at its 11th pass, with the curves chosen."""
    page.goto(f"{ADDRESS}?pass=10")
    page.get_by_label("Curves", exact=True).check(force=True)
    expect(page.locator(".u-over").first).to_be_visible()
    return page


def chart(page: Page, kind: str) -> Locator:
    return page.locator(f'.chart[data-kind="{kind}"]')


def ink(figure: Locator, start: float = 0, end: float = 1) -> dict[str, int]:
    """How many pixels a canvas has of each colour, in a stretch of its width."""
    found: dict[str, int] = figure.locator("canvas").evaluate(INK, [start, end])
    return found


def place(figure: Locator, part: float) -> tuple[float, float]:
    """A place in the middle of a chart, at this part of its width."""
    box = figure.locator(".u-over").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * part, box["y"] + box["height"] / 2


def drag(page: Page, figure: Locator, start: float, end: float) -> None:
    page.mouse.move(*place(figure, start))
    page.mouse.down()
    page.mouse.move(*place(figure, end), steps=4)
    page.mouse.up()


def opened(page: Page) -> int:
    found = re.search(r"\d+", page.locator(".passes__where").inner_text())
    return int(found[0]) if found else -1


def test_the_graph_is_seen_first_and_curves_when_chosen(page: Page) -> None:
    page.goto(ADDRESS)
    expect(page.locator("#graph")).to_be_visible()
    expect(page.locator(".curves__sheet")).to_be_hidden()
    page.get_by_label("Curves", exact=True).check(force=True)
    expect(page.locator(".u-over")).to_have_count(page.locator(".chart").count())
    expect(page.locator("#graph")).to_be_hidden()
    page.locator("#view-curves").press("ArrowLeft")
    expect(page.locator("#graph")).to_be_visible()


def test_every_curve_is_drawn_in_the_colour_of_its_legend(drawn: Page) -> None:
    for kind in ("loss", "parameter", "gradient"):
        seen = ink(chart(drawn, kind))
        for line in chart(drawn, kind).locator(".curve__line").all():
            assert seen.get(line.evaluate(LINE), 0) > 20, kind


def test_the_cursor_tells_the_numbers_of_a_pass_in_every_chart(drawn: Page) -> None:
    drawn.mouse.move(*place(chart(drawn, "loss"), 0.999))
    for kind in ("loss", "parameter", "gradient"):
        expect(chart(drawn, kind).locator(".chart__pass")).to_have_text("pass 60")
    rows = drawn.locator(".curves__table tr", has_text="w[0]")
    last = rows.first.locator("td").nth(1).inner_text()
    expect(chart(drawn, "parameter").locator(".curve__value").first).to_have_text(last)


def test_a_click_opens_its_pass_in_the_graph(drawn: Page) -> None:
    drawn.mouse.click(*place(chart(drawn, "loss"), 0.999))
    expect(drawn.locator(".passes__where")).to_have_text("Pass 60 of 60")
    expect(drawn.locator("#graph")).to_be_visible()
    expect(drawn.locator(".curves__sheet")).to_be_hidden()


def test_the_line_of_the_passes_keeps_the_curves(drawn: Page) -> None:
    drawn.get_by_label("The next pass").click()
    expect(drawn.locator("curve-charts")).to_have_attribute("data-here", "11")
    expect(drawn.locator(".u-over").first).to_be_visible()


def test_the_open_pass_is_marked_in_every_chart_that_shows_it(drawn: Page) -> None:
    for figure in drawn.locator(".chart").all():
        height = figure.locator(".u-over").evaluate("over => over.clientHeight")
        assert ink(figure).get(figure.evaluate(MARK), 0) > 1.5 * height
    drag(drawn, chart(drawn, "loss"), 0.5, 0.75)
    expect(drawn.get_by_role("button", name="Show all passes")).to_be_visible()
    assert ink(chart(drawn, "loss")).get(chart(drawn, "loss").evaluate(MARK), 0) == 0


def test_a_step_is_seen_in_the_graph(drawn: Page) -> None:
    drawn.locator("#next").click()
    expect(drawn.locator("#transport")).to_have_attribute("data-position", "1")
    expect(drawn.locator("#graph")).to_be_visible()


def test_a_drag_zooms_every_chart_and_two_clicks_show_everything(drawn: Page) -> None:
    whole = drawn.get_by_role("button", name="Show all passes")
    expect(whole).to_be_hidden()
    drag(drawn, chart(drawn, "loss"), 0.5, 0.75)
    expect(whole).to_be_visible()
    drawn.mouse.move(*place(chart(drawn, "parameter"), 0.001))
    expect(chart(drawn, "gradient").locator(".chart__pass")).to_have_text(re.compile("pass (30|31)$"))
    drawn.mouse.dblclick(*place(chart(drawn, "loss"), 0.5), delay=30)
    expect(whole).to_be_hidden()
    assert opened(drawn) == 11
    expect(drawn.locator("#graph")).to_be_hidden()


def test_zoom_scale_and_hidden_curves_stay_from_pass_to_pass(drawn: Page) -> None:
    drag(drawn, chart(drawn, "loss"), 0.5, 0.75)
    chart(drawn, "parameter").get_by_role("button", name="w[1]").click()
    box = chart(drawn, "loss").get_by_label("log scale")
    before = box.is_checked()
    box.set_checked(not before)
    drawn.get_by_label("The next pass").click()
    expect(drawn.locator("curve-charts")).to_have_attribute("data-here", "11")
    expect(drawn.get_by_role("button", name="Show all passes")).to_be_visible()
    expect(chart(drawn, "loss").get_by_label("log scale")).to_be_checked(checked=not before)
    hidden = chart(drawn, "parameter").get_by_role("button", name="w[1]")
    expect(hidden).to_have_attribute("aria-pressed", "false")
    colour = hidden.locator(".curve__line").evaluate(LINE)
    assert ink(chart(drawn, "parameter")).get(colour, 0) == 0
    hidden.focus()
    drawn.keyboard.press("Enter")
    expect(hidden).to_have_attribute("aria-pressed", "true")
    assert ink(chart(drawn, "parameter")).get(colour, 0) > 20


def test_the_scale_changes_the_picture(drawn: Page) -> None:
    before = ink(chart(drawn, "loss"))
    box = chart(drawn, "loss").get_by_label("log scale")
    box.set_checked(not box.is_checked())
    assert ink(chart(drawn, "loss")) != before


def test_a_loss_of_zero_falls_out_of_a_logarithmic_scale(page: Page) -> None:
    source = (
        "w = torch.tensor(1.0, requires_grad=True)\nfor x in [4.0, 3.0, 2.0, 0.0, 2.0, 3.0]:\n    (w * x).backward()\n"
    )
    page.goto(f"/p/{token.encode(Request(source))}")
    page.get_by_label("Curves", exact=True).check(force=True)
    figure = chart(page, "loss")
    line = figure.locator(".curve__line").evaluate(LINE)
    expect(figure.locator(".u-over")).to_be_visible()
    assert ink(figure, 0.58, 0.66).get(line, 0) > 0
    figure.get_by_label("log scale").check()
    assert ink(figure).get(line, 0) > 20
    assert ink(figure, 0.58, 0.66).get(line, 0) == 0


def test_the_theme_changes_the_colours(drawn: Page) -> None:
    drawn.emulate_media(color_scheme="light")
    line = chart(drawn, "loss").locator(".curve__line")
    before = line.evaluate(LINE)
    drawn.get_by_label("Light or dark").click()
    after = line.evaluate(LINE)
    assert after != before
    drawn.wait_for_function("() => new Promise(requestAnimationFrame)")
    seen = ink(chart(drawn, "loss"))
    assert (seen.get(before, 0), seen.get(after, 0) > 20) == (0, True)


def test_a_finger_reads_and_two_fingers_zoom(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(ADDRESS)
    page.get_by_label("Curves", exact=True).check(force=True)
    figure = chart(page, "loss")
    expect(figure.locator(".u-over")).to_be_visible()
    middle = place(figure, 0.5)[1]
    hands = context.new_cdp_session(page)

    def touch(kind: str, *parts: float) -> None:
        points = [{"x": place(figure, part)[0], "y": middle, "id": number} for number, part in enumerate(parts)]
        hands.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    touch("Start", 0.3)
    touch("Move", 0.4)
    touch("Move", 0.5)
    expect(figure.locator(".chart__pass")).to_have_text(re.compile("pass (30|31)$"))
    touch("End")
    assert opened(page) == 1
    touch("Start", 0.4, 0.6)
    touch("Move", 0.2, 0.8)
    touch("Move", 0.1, 0.9)
    touch("End")
    whole = page.get_by_role("button", name="Show all passes")
    whole.click()
    expect(whole).to_be_hidden()
    context.close()


def test_the_numbers_are_a_file(drawn: Page) -> None:
    with drawn.expect_download() as waiting:
        drawn.get_by_role("link", name="Numbers as CSV").click()
    download: Download = waiting.value
    assert download.suggested_filename == "gradwalk.csv"
    assert Path(download.path()).read_text().startswith("pass,loss,")


def test_without_an_answer_the_table_stays(page: Page, complaints: list[str]) -> None:
    page.route("**/api/v1/series*", lambda route: route.abort())
    page.goto(ADDRESS)
    page.get_by_label("Curves", exact=True).check(force=True)
    expect(page.locator(".curves__lost")).to_be_visible()
    expect(page.locator(".curves__table")).to_be_visible()
    complaints[:] = [words for words in complaints if "ERR_FAILED" not in words]


def test_without_javascript_the_table_says_it(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(ADDRESS)
    page.get_by_text("Curves", exact=True).click()
    expect(page.locator(".curves__table")).to_be_visible()
    expect(page.locator(".charts")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_curves_have_no_violation(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(ADDRESS)
    assert violations(page) == []
    page.get_by_label("Curves", exact=True).check(force=True)
    expect(page.locator(".u-over").first).to_be_visible()
    assert violations(page) == []
    chart(page, "parameter").get_by_role("button", name="w[1]").click()
    assert violations(page) == []

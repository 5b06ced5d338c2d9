"""A comparison in the browser: it shows how its runs go on, and stops; and the slider that turns over the maps of a
classifier."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.graph.model import Request
from app.presets import PRESETS
from app.web import token

RUNS = """w = param(1.0)
for step in range({count}):
    loss = (w * 2 - 8) ** 2
    loss.backward()
    with torch.no_grad():
        w -= choose(0.0001, 0.0002, 0.0003) * w.grad
    w.grad.zero_()
"""
LONG, ENDLESS = RUNS.format(count=6_000), RUNS.format(count=199_000)
IDLE = "async () => /workers_busy 0\\b/.test(await (await fetch('/metrics')).text())"
POINTS = """torch.manual_seed(1)
X = torch.randn(30, 2)
y = ((X[:, 0] * X[:, 1]) > 0).float()
net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
for epoch in range(6):
    loss = F.binary_cross_entropy_with_logits(net(X).squeeze(1), y)
    net.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= 2.0 * p.grad
"""


def address(source: str, page: str) -> str:
    return f"/p/{token.encode(Request(source))}/{page}"


def test_a_comparison_shows_how_its_runs_go_on_and_then_how_they_end(page: Page) -> None:
    page.goto(address(LONG, "compare"))
    expect(page.locator("#compare[data-stream]")).to_be_visible()
    expect(page.locator(".compare__told")).to_have_text(re.compile("of 3 runs are over"))
    expect(page.locator(".compare__bar[value]").first).to_be_visible()
    expect(page.locator("path.compare__curve").first).to_have_attribute("d", re.compile("L"))
    expect(page.locator("#compare[data-stream]")).to_have_count(0)
    expect(page.locator("path.compare__curve")).to_have_count(3)
    for row in page.locator("#compare tbody tr").all():
        expect(row.locator("td").last).to_have_text("6000")
    expect(page.get_by_role("link", name="All walks on the surface of the loss")).to_be_visible()


def test_the_focus_stays_while_the_runs_go_on(page: Page) -> None:
    page.goto(address(ENDLESS, "compare"))
    link = page.get_by_role("link", name="0.0002")
    link.focus()
    told = page.locator("#compare tbody [data-live] .number").first
    expect(told).to_have_text(re.compile(r"\d"))
    before = told.inner_text()
    expect(told).not_to_have_text(before)
    expect(link).to_be_focused()
    page.get_by_role("button", name="Stop").click()


def test_stop_ends_the_runs_and_frees_the_workers(page: Page) -> None:
    page.goto(address(ENDLESS.replace("0.0001", "0.00011"), "compare"))
    expect(page.locator(".compare__bar[value]").first).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".compare__bar").first).to_be_hidden()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    expect(page.get_by_role("link", name="Compare again")).to_be_visible()
    page.wait_for_function(IDLE)
    page.get_by_role("link", name="Compare again").click()
    expect(page.locator(".compare__bar[value]").first).to_be_visible()
    page.get_by_role("button", name="Stop").click()


def test_a_program_that_fails_ends_the_comparison_with_a_notice(page: Page) -> None:
    page.goto(address("w = param(choose(1.0, 2.0))\n(w * nowhere).backward()", "compare"))
    expect(page.locator("#compare tbody tr, #notice")).not_to_have_count(0)
    expect(page.locator("main")).to_contain_text("nowhere")


def test_the_page_says_which_program_is_compared_and_leads_back(page: Page) -> None:
    preset = PRESETS["network-2-2-2-training"]
    page.goto(address(preset.source, "compare"))
    page.get_by_role("link", name=preset.title["en"]).click()
    expect(page).to_have_url(re.compile(r"/p/[^/]+$"))
    page.goto(address("# Two rates\nimport torch\n" + RUNS.format(count=3), "compare"))
    expect(page.locator(".about__program")).to_have_text("Two rates")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_comparison_has_no_violation(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(address(RUNS.format(count=20), "compare"))
    expect(page.locator("#compare[data-stream]")).to_have_count(0)
    assert Axe().run(page).response["violations"] == []


def test_the_slider_turns_over_the_maps_of_all_passes(page: Page) -> None:
    page.goto(address(POINTS, "boundary"))
    title, slider = page.locator("#boundary-title"), page.locator("#boundary-pass")
    expect(title).to_contain_text("pass 6")
    last = page.locator("svg.map").inner_html()
    slider.focus()
    slider.press("Home")
    expect(title).to_contain_text("pass 1 ")
    expect(page).to_have_url(re.compile(r"[?&]pass=0$"))
    assert page.locator("svg.map").inner_html() != last
    for number in (2, 3):
        slider.press("ArrowRight")
        expect(title).to_contain_text(f"pass {number} ")
    expect(slider).to_be_focused()
    expect(page.get_by_role("link", name="Pass 3 in the graph")).to_have_attribute("href", re.compile(r"\?pass=2$"))
    slider.press("End")
    expect(title).to_contain_text("pass 6")
    assert page.locator("svg.map").inner_html() == last


def test_a_slider_that_is_drawn_quickly_ends_where_it_was_let_go(page: Page) -> None:
    page.goto(address(POINTS, "boundary"))
    box = page.locator("#boundary-pass").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, middle, steps=12)
    page.mouse.up()
    expect(page.locator("#boundary-pass")).to_have_value("0")
    expect(page.locator("#boundary-title")).to_contain_text("pass 1 ")

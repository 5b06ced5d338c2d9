"""A long run in the browser: it shows how it goes, gives way to its graph, and stops with what there is."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

LONG = """w = param(1.0)
for epoch in range({count}):
    loss = (w * 2 - 8) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.0001 * w.grad
    w.grad.zero_()
    if epoch % 1000 == 0:
        print("epoch", epoch)
"""


@pytest.fixture
def plain(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    yield context.new_page()
    context.close()


def send(page: Page, count: int) -> None:
    page.goto("/presets/chain-rule")
    page.locator("#source").fill(LONG.format(count=count))
    page.locator("#run").click()


def test_a_long_run_shows_how_it_goes_and_gives_way_to_its_graph(page: Page) -> None:
    send(page, 6_000)
    expect(page.locator("#running")).to_be_visible()
    expect(page.locator("#progress")).to_contain_text("of about 6000")
    expect(page.locator("#progress svg path")).to_have_attribute("d", re.compile("L"))
    expect(page.locator("#progress pre")).to_contain_text("epoch 0")
    expect(page.locator("#transport")).to_be_visible()
    expect(page.locator("#running")).to_have_count(0)
    expect(page).to_have_url(re.compile("/p/"))
    page.locator("#next").click()
    expect(page.locator("#transport")).to_have_attribute("data-position", "1")


def test_stop_keeps_what_there_is(page: Page) -> None:
    send(page, 190_000)
    expect(page.locator("#progress svg")).to_be_visible()
    address = page.url
    page.locator("#stop").click()
    expect(page.locator("#transport")).to_be_visible()
    expect(page.locator("#program")).to_contain_text(re.compile(r"stopped after [\d,]+ passes"))
    assert page.url != address
    page.locator("#next").click()
    expect(page.locator("#transport")).to_have_attribute("data-position", "1")
    page.reload()
    expect(page.locator("#transport")).to_have_attribute("data-position", "1")


def test_another_program_takes_the_place_of_one_that_runs(page: Page) -> None:
    send(page, 190_000)
    expect(page.locator("#running")).to_be_visible()
    page.locator("#source").fill("w = param(3.0)\nz = w * w")
    page.locator("#run").click()
    expect(page.locator("#transport")).to_be_visible()
    expect(page.locator("#running")).to_have_count(0)


def test_without_javascript_the_whole_run_is_waited_for(plain: Page) -> None:
    send(plain, 6_001)
    expect(plain.locator("#passes")).to_contain_text("6001")

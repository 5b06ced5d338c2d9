"""A product of matrices in a browser: pointer and keys choose an entry, its row and its column light up."""

from playwright.sync_api import Page, expect

from app.graph.model import Request
from app.web import token

SOURCE = """
x = tensor([[0.1, 0.2], [1.0, 3.0]])
w = param([[0.3, 1.0], [0.5, 2.0]])
(x @ w).sum().backward()
"""
ADDRESS = f"/p/{token.encode(Request(SOURCE))}?step=1"


def lit(page: Page, kind: str) -> list[str]:
    return page.locator(f".factor--{kind} .is-lit").all_inner_texts()


def test_the_entry_under_the_pointer_lights_its_row_and_its_column(page: Page, complaints: list[str]) -> None:
    page.goto(ADDRESS)
    expect(page.locator(".product output")).to_have_text("0.1·0.3 + 0.2·0.5 = 0.13")
    page.locator(".factor--result td").nth(2).hover()
    expect(page.locator(".product output")).to_have_text("1·0.3 + 3·0.5 = 1.8")
    assert (lit(page, "left"), lit(page, "right"), lit(page, "result")) == (["1", "3"], ["0.3", "0.5"], ["1.8"])
    assert complaints == []


def test_arrow_keys_go_from_entry_to_entry_and_make_no_step(page: Page) -> None:
    page.goto(ADDRESS)
    page.locator(".factor--result td").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".product output")).to_have_text("0.1·1 + 0.2·2 = 0.5")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".factor--result td").nth(3)).to_be_focused()
    expect(page.locator(".product .formula__entry")).to_have_text("[1, 1]")
    page.keyboard.press("ArrowDown")
    assert page.url.endswith("?step=1")


def test_why_this_gradient_is_one_click_from_the_step(page: Page) -> None:
    page.goto(ADDRESS.replace("step=1", "step=5"))
    page.locator("#step").get_by_role("button", name="Why this gradient?").click()
    expect(page.locator("#paths-title")).to_contain_text("Why is the gradient")

"""The inspector in a browser: from the table of variables to a tensor, from its heatmap to its exact numbers."""

from playwright.sync_api import Page, expect

from app.graph.model import Request
from app.web import token

SOURCE = "torch.manual_seed(3)\nx = torch.randn(64, 1000, requires_grad=True)\n(x ** 2)[:, :500].sum().backward()"
BAD = "x = param([0.0, 4.0])\ny = torch.sqrt(x)\ny.sum().backward()"


def test_from_the_table_down_to_the_numbers(page: Page, complaints: list[str]) -> None:
    page.goto(f"/p/{token.encode(Request(SOURCE))}")
    page.get_by_role("button", name="Inspect x", exact=True).click()
    expect(page.get_by_role("heading", name="The value of x")).to_be_visible()
    page.locator(".heat__zoom").nth(13).click()
    page.locator(".heat__zoom").first.click()
    expect(page.get_by_role("group", name="Exact numbers").locator("td.number").first).to_be_visible()
    page.get_by_role("link", name="Show its gradient instead").click()
    expect(page.get_by_role("heading", name="The gradient of x")).to_be_visible()
    page.get_by_role("link", name="Show all of it").click()
    expect(page.locator(".heat__cells")).to_be_visible()
    assert complaints == []


def test_a_keyboard_has_the_fields_of_the_window(page: Page) -> None:
    page.goto(f"/p/{token.encode(Request(SOURCE))}/inspect?node=x")
    for label, number in {"from row": "63", "from column": "997", "rows": "1", "columns": "3"}.items():
        page.get_by_label(label, exact=True).fill(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Exact numbers").locator("td.number")).to_have_count(3)


def test_a_note_on_bad_numbers_leads_to_the_step(page: Page) -> None:
    page.goto(f"/p/{token.encode(Request(BAD))}")
    page.get_by_role("link", name="Show this step").click()
    expect(page.get_by_text("Step 5 of")).to_be_visible()
    assert page.url.endswith("?pass=0&at=5")

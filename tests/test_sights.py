"""The two views of one graph over HTTP: what is folded, how it unfolds, and that a person stays at the same moment."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cli import main
from app.graph.model import Request
from app.main import create_app
from app.presets import PRESETS
from app.web import token

SOFTMAX = "/presets/softmax-cross-entropy"
SPIRAL = "/presets/spiral-classifier"
LINK = token.encode(Request(PRESETS["softmax-cross-entropy"].source))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(), follow_redirects=False) as client:
        yield client


def page(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def boxes(text: str) -> list[str]:
    return re.findall(r'<g id="([ng][^"]+)" class="node', text)


def position(text: str) -> int:
    found = re.search(r'data-position="(\d+)"', text)
    assert found
    return int(found[1])


def unfolding(text: str) -> str:
    found = re.search(r'<a class="unfold" href="([^"]+)"', text)
    assert found, "nothing to unfold"
    return unescape(found[1])


def views(text: str) -> list[str]:
    found = re.search(r'<nav id="sights".*?</nav>', text, re.S)
    return [unescape(address) for address in re.findall(r'href="([^"]+)"', found[0])] if found else []


def htmx(client: TestClient, address: str, current: str) -> str:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{current}"}
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_page_shows_the_graph_as_it_is_written(client: TestClient) -> None:
    written, autograd = page(client, SOFTMAX), page(client, f"{SOFTMAX}?view=autograd")
    assert set(boxes(autograd)) - set(boxes(written)) == {"n3"}
    assert 'class="behind"' in written and 'class="behind"' not in autograd
    assert 'aria-label="Unfold cross_entropy"' in written


def test_a_graph_in_which_nothing_folds_has_no_switch(client: TestClient) -> None:
    assert views(page(client, "/presets/chain-rule")) == []
    assert len(views(page(client, SOFTMAX))) == 2


def test_every_link_of_the_walk_keeps_the_view(client: TestClient) -> None:
    text = page(client, f"{SPIRAL}?pass=1&step=2&view=autograd&turned=g2&detail=numbers")
    links = re.findall(r'<a [^>]*id="(?:first|back|next|last|phase)"[^>]*href="([^"]+)"', text)
    links += re.findall(r'class="stop" href="([^"]+)"', text) + re.findall(r'levels__level" href="([^"]+)"', text)
    assert len(links) > 8
    assert all("view=autograd" in link and "turned=g2" in link and "detail=" in link for link in links)
    assert all(text.count(f'<input type="hidden" name="{name}"') == 2 for name in ("view", "turned", "detail"))


@pytest.mark.parametrize("step, whole", [(0, 0), (1, 1), (2, 3), (3, 4), (4, 6), (5, 7)])
def test_who_unfolds_stays_at_the_same_moment_and_who_folds_comes_back(
    client: TestClient, step: int, whole: int
) -> None:
    written = page(client, f"{SOFTMAX}?step={step}")
    assert position(written) == step
    open_ = page(client, SOFTMAX + unfolding(written))
    assert position(open_) == whole and "n3" in boxes(open_)
    folding = re.search(r'<a class="frame__turn" href="([^"]+)"', open_)
    assert folding
    closed = page(client, SOFTMAX + unescape(folding[1]))
    assert position(closed) == step and boxes(closed) == boxes(written)


def test_who_has_walked_on_is_where_he_has_come_to(client: TestClient) -> None:
    link = unfolding(page(client, SOFTMAX))
    assert position(htmx(client, SOFTMAX + link, SOFTMAX)) == 0
    assert position(htmx(client, SOFTMAX + link, f"{SOFTMAX}?step=4")) == 6
    assert position(htmx(client, SOFTMAX + link, "/presets/xor?step=4")) == 0
    assert position(htmx(client, SOFTMAX + link, "http://[")) == 0


def test_the_switch_stays_at_the_same_moment_and_turns_nothing(client: TestClient) -> None:
    written, autograd = views(page(client, f"{SOFTMAX}?step=2&turned=g0"))
    assert "turned=" in autograd and "turned=g" not in autograd
    assert position(page(client, SOFTMAX + autograd)) == 2
    assert "n3" not in boxes(page(client, SOFTMAX + written))


def test_a_step_by_htmx_goes_on_in_the_view_of_the_page(client: TestClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{SOFTMAX}?step=1&view=autograd"}
    answer = client.get(f"{SOFTMAX}?step=2&from=1", headers=headers)
    assert 'id="n3"' in answer.text and answer.headers["HX-Push-Url"] == "?step=2&view=autograd"


def test_another_program_begins_with_no_group_turned(client: TestClient) -> None:
    assert "n3" not in boxes(htmx(client, SOFTMAX, "/presets/xor?turned=g0"))
    assert "n3" in boxes(htmx(client, SOFTMAX, f"{SOFTMAX}?turned=g0"))


@pytest.mark.parametrize("address", ["?turned=g99", "?turned=<b>.n1", "?view=upside-down", "?turned=" + "g0.g0." * 300])
def test_what_an_address_says_of_no_group_or_view_is_ignored(client: TestClient, address: str) -> None:
    assert "<b>" not in page(client, SOFTMAX + address)


@pytest.mark.parametrize("query", ["at=999", "step=6"])
def test_a_position_outside_the_pass_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{SOFTMAX}?pass=0&{query}").status_code == 404


def test_the_panel_says_what_a_node_is_made_of_and_tells_its_rule(client: TestClient) -> None:
    text = page(client, f"{SOFTMAX}?step=4")
    assert "Made of 2 operations: log_softmax, nll_loss." in text
    assert "NllLossBackward" not in text.partition('id="step"')[2].partition('id="variables"')[0]
    assert "one_hot" in text


def test_what_no_rule_tells_is_not_told_by_the_rule_of_its_last_operation(client: TestClient) -> None:
    source = "w = param([1.0, 2.0])\ndef f(a):\n    b = a * a\n    return b.sum()\nloss = f(w)\nloss.backward()"
    text = page(client, f"/p/{token.encode(Request(source))}?step=1&turned=g0")
    panel = text.partition('id="step"')[2].partition('id="variables"')[0]
    assert "2 operations follow one another: mul, sum" in panel and "<math" not in panel


def test_a_label_from_the_program_is_text_everywhere(client: TestClient) -> None:
    source = "w = param(2.0)\nz = w\nfor x in ['<b>&\"']:\n    z = z * w\n    z = z + w\ny = z * 2\ny.backward()"
    link = token.encode(Request(source))
    for step in range(6):
        assert "<b>" not in page(client, f"/p/{link}?step={step}&turned=g0")
    for name in ("svg", "dot"):
        exported = client.get(f"/api/v1/export/{name}?p={link}&view=written&turned=g0").text
        assert "<b>" not in exported.replace('"<b>', "") or name == "dot"


def test_a_note_leads_to_its_step_in_either_view(client: TestClient) -> None:
    source = "x = param([-1.0, 2.0])\nt = tensor([1.0, 2.0])\nF.l1_loss(torch.log(x), t).backward()"
    link = f"/p/{token.encode(Request(source))}"
    for view in ("written", "autograd"):
        text = page(client, f"{link}?view={view}")
        address = unescape(re.findall(r'<p class="note">.*?<a href="([^"]+)"', text)[0])
        assert "at=" in address
        assert "log" in re.findall(r'id="step-title"[^>]*>([^<]+)', page(client, link + address))[0]


def test_an_export_from_the_page_is_the_picture_of_the_page(client: TestClient) -> None:
    text = page(client, f"{SOFTMAX}?step=4")
    assert '<input type="hidden" name="view" value="written">' in text
    picture = client.get(f"/api/v1/export/svg?p={LINK}&step=4&view=written").text
    assert boxes(picture) == boxes(text)
    assert boxes(client.get(f"/api/v1/export/svg?p={LINK}&step=4").text) != boxes(text)


def test_an_export_takes_view_and_turned_from_a_body(client: TestClient) -> None:
    body = {"source": PRESETS["softmax-cross-entropy"].source, "view": "written"}
    seen = client.post("/api/v1/export/json", json=body).json()["passes"][0]
    folded = next(node for node in seen["graph"]["nodes"] if node["folds"])
    assert (folded["op"], folded["made_of"]) == ("cross_entropy", ["log_softmax", "nll_loss"])
    whole = client.post("/api/v1/run", json={"source": body["source"]}).json()["passes"][0]
    assert [step["index"] for step in seen["steps"]] == [0, 2, 3, 5, 6] and len(whole["steps"]) == 7
    turned = client.post("/api/v1/export/json", json={**body, "turned": ["g0"]}).json()["passes"][0]
    assert turned == whole
    assert client.post("/api/v1/export/json", json={**body, "view": "sideways"}).status_code == 422
    assert client.get(f"/api/v1/export/json?p={LINK}&view=sideways").status_code == 422
    assert "box3d" in client.get(f"/api/v1/export/dot?p={LINK}&view=written").text


def test_a_folded_step_is_explained_over_the_api_as_on_the_page(client: TestClient) -> None:
    found = client.get(f"/api/v1/explain?p={LINK}&step=4&view=written").json()
    assert found["op"] == "cross_entropy" and "one_hot" in found["rule"]["text"]
    assert client.get(f"/api/v1/explain?p={LINK}&step=5").json()["op"] == "nll_loss"


def test_the_command_line_takes_a_view(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    program = tmp_path / "program.py"
    program.write_text(PRESETS["softmax-cross-entropy"].source, encoding="utf-8")
    nodes = []
    for view in ("written", "autograd"):
        assert main(["export", str(program), "--format", "json", "--view", view]) == 0
        nodes.append(len(json.loads(capsysbinary.readouterr().out)["passes"][0]["graph"]["nodes"]))
    assert nodes == [4, 5]


@pytest.mark.parametrize("slug", PRESETS)
def test_every_link_of_the_picture_turns_a_group(client: TestClient, slug: str) -> None:
    shown = page(client, f"/presets/{slug}?wait=1")
    links = [unescape(link) for link in re.findall(r'<a class="(?:unfold|frame__turn)" href="([^"]+)"', shown)]
    for link in links:
        assert boxes(page(client, f"/presets/{slug}{link}&wait=1")) != boxes(shown)

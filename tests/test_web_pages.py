"""The pages over HTTP: whole at every address, in parts for htmx, and both show the same."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.errors import Overloaded, text
from app.graph.model import Request
from app.main import create_app
from app.pool import Follower
from app.presets import FAMILIES, PRESETS
from app.web import token
from app.web.assets import SHEETS, STATIC
from app.web.language import LANGUAGES
from app.web.state import pipeline_of

HTMX = {"HX-Request": "true"}
BROKEN = "w = param(2.0)\nz = 2w\nz.backward()"
PART = re.compile(r'<g id="([^"]+)" class="(?:node|edge)\b.*?</g>', re.S)
ROW = re.compile(r'<tr id="([^"]+)".*?</tr>', re.S)
network = PRESETS["network-2-2-2"].source


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(), follow_redirects=False) as client:
        yield client


def last_step(page: str) -> int:
    found = re.search(r'name="step" min="0" max="(\d+)"', page)
    assert found
    return int(found[1])


def parts(page: str) -> dict[str, str]:
    """The nodes and edges of the picture and the rows of the table, by their ids."""
    return {found[1]: found[0] for pattern in (PART, ROW) for found in pattern.finditer(page)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_begins_with_the_first_steps(client: TestClient, language: str) -> None:
    page = client.get("/", params={"lang": language}).text
    client.cookies.clear()
    presets = page.partition('class="menu presets"')[2].partition("</nav>")[0]
    assert re.findall(r'menu__heading">([^<]+)<', presets) == [words[language] for words in FAMILIES.values()]
    assert re.findall(r'href="/presets/([^"]+)"', presets) == list(PRESETS)


def test_the_first_page_is_the_network_before_its_first_step(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.text.startswith("<!doctype html>")
    assert 'data-position="0"' in page.text
    assert "in_h1 = w1 * x1 + w3 * x2" in page.text


@pytest.mark.parametrize("slug", PRESETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_preset_has_its_page_in_every_language(client: TestClient, slug: str, language: str) -> None:
    page = client.get(f"/presets/{slug}?lang={language}")
    client.cookies.clear()
    assert page.status_code == 200
    assert PRESETS[slug].title[language] in unescape(page.text)
    assert f'<html lang="{LANGUAGES[language].tag}">' in page.text


def test_every_control_is_a_link_of_its_own(client: TestClient) -> None:
    page = client.get("/?step=5").text
    last = last_step(page)
    for name, step in (("first", 0), ("back", 4), ("next", 6), ("last", last)):
        assert re.search(rf'<a id="{name}"[^>]* href="\?step={step}" hx-get="\?step={step}&amp;from=5"', page), name


def test_controls_that_lead_nowhere_are_disabled(client: TestClient) -> None:
    first = client.get("/?step=0").text
    assert re.search(r'<a id="back"[^>]*aria-disabled="true">', first)
    assert re.search(r'<a id="next"[^>]*aria-disabled="true">', client.get(f"/?step={last_step(first)}").text)


def test_a_step_sends_only_what_differs_and_gives_the_same_picture(client: TestClient) -> None:
    shown = parts(client.get("/?step=0").text)
    for step in range(1, last_step(client.get("/").text) + 1):
        answer = client.get(f"/?step={step}&from={step - 1}", headers=HTMX)
        assert answer.status_code == 200
        assert answer.headers["HX-Push-Url"] == f"?step={step}"
        shown |= parts(answer.text)
        assert shown == parts(client.get(f"/?step={step}").text), step


@pytest.mark.parametrize("start, end", [(53, 0), (0, 40), (40, 20)])
def test_a_jump_gives_the_same_picture(client: TestClient, start: int, end: int) -> None:
    shown = parts(client.get(f"/?step={start}").text)
    shown |= parts(client.get(f"/?step={end}&from={start}", headers=HTMX).text)
    assert shown == parts(client.get(f"/?step={end}").text)


def test_the_scrubber_leaves_no_trail_in_the_history(client: TestClient) -> None:
    answer = client.get("/?step=7&from=3&by=scrubber", headers=HTMX)
    assert answer.headers["HX-Replace-Url"] == "?step=7"
    assert "HX-Push-Url" not in answer.headers


def test_going_back_in_the_history_gets_the_whole_page(client: TestClient) -> None:
    restored = client.get("/?step=3", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert restored.text.startswith("<!doctype html>")
    assert "HX-Request" in restored.headers["Vary"]


def test_the_form_sends_a_visitor_to_the_address_of_the_program(client: TestClient) -> None:
    sent = client.post("/run", data={"source": "x = param(2.0)\r\nz = x * x", "seed": "3"})
    assert sent.status_code == 303
    packed = sent.headers["Location"].removeprefix("/p/")
    assert token.decode(packed, 65_536) == Request("x = param(2.0)\nz = x * x", seed=3)
    assert client.get(sent.headers["Location"]).status_code == 200


def test_the_form_gives_htmx_the_new_workspace_and_its_address(client: TestClient) -> None:
    answer = client.post("/run", data={"source": network}, headers=HTMX)
    assert answer.text.startswith("<title>")
    assert '<main id="workspace"' in answer.text
    assert answer.headers["HX-Push-Url"] == f"/p/{token.encode(Request(network))}"
    assert 'id="toolbar"' in answer.text
    assert PRESETS["network-2-2-2"].title["en"] in answer.text


def test_a_broken_program_is_shown_with_its_line_and_a_repair(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request(BROKEN))}")
    assert page.status_code == 422
    assert 'id="error"' in page.text
    assert '<span class="excerpt__line">2</span>' in page.text
    assert 'id="fix"' in page.text
    assert "z = 2w" in page.text


@pytest.mark.parametrize(
    "source, step, words",
    [
        ("w = param(-2.0)\ny = (w - 1) ** 2", 2, "(w - 1) ** 2 (-3.0) ** 2 = 9.0"),
        ("w = param(2.0)\ny = 3 ** w", 1, "3 ** w 3 ** 2.0 = 9.0"),
        ("w = param(2.0)\ny = (w + 1) * w", 2, "(w + 1) × w 3.0 × 2.0 = 6.0"),
        ("w = param(2.0)\ny = torch.sum(w, dim=0)", 1, "sum(w, dim=[0]) sum(2.0, dim=[0]) = 2.0"),
        ("w = param(2.0)\nfor i in range(2):\n    y = (w * i) * 2", 1, "w × 0 2.0 × 0 = 0.0"),
    ],
)
def test_a_forward_step_is_an_equation_that_holds(client: TestClient, source: str, step: int, words: str) -> None:
    page = client.get(f"/p/{token.encode(Request(source))}?step={step}").text
    equation = page.partition('<div class="equation">')[2].partition("</div>")[0]
    assert " ".join(unescape(re.sub("<[^>]+>", "", equation)).split()) == words


def test_a_long_expression_and_the_inside_of_an_operation_have_names(client: TestClient) -> None:
    long = "a = param(1.0)\ny = relu(a * a * a * a * a * a * a * a * a * a * a)"
    assert "Compute a * a * a * a *…* a * a * a * a" in client.get(f"/p/{token.encode(Request(long))}?step=10").text
    assert "Compute log_softmax<" in client.get("/presets/softmax-cross-entropy?step=2&view=autograd").text


def test_what_is_added_to_a_gradient_is_told(client: TestClient) -> None:
    twice = "w = param(2.0)\nfor i in range(2):\n    y = w * 3\n    y.backward()"
    page = client.get(f"/p/{token.encode(Request(twice))}?pass=1&step=4").text
    sums = page.partition('<dl class="sum">')[2].partition("</dl>")[0]
    assert " ".join(re.sub("<[^>]+>", " ", sums).split()) == "before 3.0 arrived 3.0 w.grad 6.0"


@pytest.mark.parametrize(
    "path", ["/presets/none", "/p/none", "/?step=99999", "/?step=x", "/?pass=7", "/nothing", "/?step=1&from=99999"]
)
def test_what_is_not_there_is_a_page_of_its_own(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTMX if "from" in path else {})
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")


def test_program_text_is_never_markup(client: TestClient) -> None:
    page = client.get(f"/p/{token.encode(Request('x = 1 # </textarea><script>alert(1)</script>'))}")
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("headers, tag", [({}, "en"), ({"Accept-Language": "zh-CN,zh;q=0.9"}, "zh-Hans")])
def test_the_browser_chooses_the_language(client: TestClient, headers: dict[str, str], tag: str) -> None:
    page = client.get("/", headers=headers)
    assert f'<html lang="{tag}">' in page.text
    assert page.headers["Content-Language"] == tag


def test_the_choice_of_a_language_is_remembered(client: TestClient) -> None:
    assert "lang=zh" in client.get("/?lang=zh").headers["Set-Cookie"]
    assert '<html lang="zh-Hans">' in client.get("/").text
    client.cookies.clear()


class Busy:
    """A pipeline whose queue is full."""

    async def run(self, *_: Request | Follower | None) -> None:
        raise Overloaded(text("The server is busy."))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_busy_server_says_so_and_when_to_come_back(headers: dict[str, str]) -> None:
    app = create_app()
    app.dependency_overrides[pipeline_of] = Busy
    answer = TestClient(app).get("/", headers=headers)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "The server is busy." in answer.text
    assert answer.headers.get("HX-Retarget") == ("#notice" if headers else None)


class Wrong:
    """A pipeline with a mistake in it."""

    async def run(self, _: Request) -> None:
        raise ZeroDivisionError("secret")


@pytest.mark.parametrize("path", ["/", "/api/v1/run?p=" + token.encode(Request("x"))])
def test_a_mistake_of_ours_tells_nothing_about_itself(path: str) -> None:
    app = create_app()
    app.dependency_overrides[pipeline_of] = Wrong
    answer = TestClient(app, raise_server_exceptions=False).get(path)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_files_whose_address_changes_with_them_are_kept_by_browsers(client: TestClient) -> None:
    address = re.search(r'href="(/static/css/all\.css\?v=\w+)"', client.get("/").text)
    assert address
    assert "immutable" in client.get(address[1]).headers["Cache-Control"]
    assert client.get("/static/css/base.css").headers["Cache-Control"] == "no-cache"


def test_every_style_sheet_reaches_the_page(client: TestClient) -> None:
    sheet = client.get("/static/css/all.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    files = sorted((STATIC / "css").glob("*.css"))
    assert sorted(SHEETS) == [file.stem for file in files]
    assert all(file.read_text() in sheet.text for file in files)


def test_any_of_many_passes_can_be_opened(client: TestClient) -> None:
    source = "w = param(1.0)\nfor i in range(70):\n    loss = (w - 3) ** 2\n    loss.backward()\n    w.grad.zero_()"
    address = f"/p/{token.encode(Request(source))}"
    page = client.get(f"{address}?pass=65&step=1")
    assert page.status_code == 200
    assert 'max="69" value="65"' in page.text and "Pass 66 of 70" in page.text
    assert client.get(f"{address}?pass=70").status_code == 404


def test_another_pass_has_an_address_of_its_own(client: TestClient) -> None:
    source = "w = param(1.0)\nfor i in range(3):\n    loss = (w - 3) ** 2\n    loss.backward()\n    w.grad.zero_()"
    answer = client.get(f"/p/{token.encode(Request(source))}?pass=2", headers=HTMX)
    assert answer.headers["HX-Push-Url"] == "?pass=2&step=0"


@pytest.mark.parametrize("question", ["paths?node=w1", "proof?pass=0", "check", "matrices?of=loss", "forward?of=w2"])
def test_a_question_is_asked_again_in_another_language(client: TestClient, question: str) -> None:
    path, _, query = question.partition("?")
    address = f"/p/{token.encode(Request(PRESETS['network-2-2-2'].source))}/{path}"
    link = re.search(r'href="([^"]+)" lang="zh-Hans"', client.get(f"{address}?{query}").text)
    assert link and unescape(link[1]) == "?" + "&".join(filter(None, (query, "lang=zh")))
    assert '<html lang="zh-Hans">' in client.get(address + unescape(link[1])).text
    client.cookies.clear()

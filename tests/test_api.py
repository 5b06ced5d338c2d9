"""The JSON API over HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.export import FORMATS
from app.graph.model import Request
from app.main import create_app
from app.ops.registry import OPS
from app.presets import PRESETS
from app.web import token

PRODUCT = "x = param(2.0)\nw = param(3.0)\nz = x * w\nz.backward()"
BROKEN = "w = param(2.0)\nz = w * missing_name"
SIGNS = {"json": b"{", "dot": b"digraph", "svg": b"<?xml", "png": b"\x89PNG"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


def run(client: TestClient, source: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/run", json={"source": source, **more})
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_a_run_has_the_values_and_gradients_of_torch(client: TestClient) -> None:
    nodes = {node["name"]: node for node in run(client, PRODUCT)["passes"][0]["graph"]["nodes"]}
    assert nodes["z"]["value"]["data"] == 6.0
    assert nodes["x"]["grad"]["data"] == 3.0
    assert nodes["w"]["grad"]["data"] == 2.0


def test_a_run_fits_the_published_schema(client: TestClient) -> None:
    schema = client.get("/api/v1/schema").json()
    content = run(client, PRESETS["network-2-2-2"].source)
    assert schema["version"] == content["version"]
    jsonschema.validate(content, schema)


def test_the_link_of_a_program_gives_the_same_bytes(client: TestClient) -> None:
    posted = client.post("/api/v1/run", json={"source": PRODUCT})
    linked = client.get("/api/v1/run", params={"p": token.encode(Request(PRODUCT))})
    assert posted.content == linked.content


def test_one_pass_can_be_asked_for(client: TestClient) -> None:
    assert run(client, PRODUCT, **{"pass": 0})["passes"][0]["graph"] is not None
    assert client.post("/api/v1/run", json={"source": PRODUCT, "pass": 5}).status_code == 404


def test_a_failing_program_is_a_problem_with_the_run_up_to_there(client: TestClient) -> None:
    answer = client.post("/api/v1/run", json={"source": BROKEN})
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["line"], problem["column"], problem["end_line"], problem["end_column"]) == (2, 9, 2, 21)
    assert "missing_name" in problem["detail"]
    assert problem["run"]["passes"][0]["graph"]["nodes"][0]["name"] == "w"


def test_a_program_that_cannot_be_read_has_a_line_and_a_hint(client: TestClient) -> None:
    answer = client.post("/api/v1/run", json={"source": "w = param(2.0)\nz = 2w"})
    assert answer.status_code == 422
    assert answer.json()["line"] == 2
    assert answer.json()["hint"]


def test_problems_speak_the_language_of_the_reader(client: TestClient) -> None:
    answer = client.post("/api/v1/run", json={"source": BROKEN}, headers={"Accept-Language": "zh-CN"})
    assert any("\u4e00" <= character <= "\u9fff" for character in answer.json()["detail"])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_exported_by_post_and_by_link(client: TestClient, name: str) -> None:
    posted = client.post(f"/api/v1/export/{name}", json={"source": PRODUCT, "pass": 0, "step": 1})
    assert posted.status_code == 200, posted.text
    assert posted.headers["Content-Type"] == FORMATS[name].media_type
    assert posted.content.lstrip().startswith(SIGNS[name])
    link = {"p": token.encode(Request(PRODUCT)), "pass": "0", "step": "1"}
    assert client.get(f"/api/v1/export/{name}", params=link).content == posted.content


def test_the_svg_shows_the_position_asked_for(client: TestClient) -> None:
    pictures = [client.post("/api/v1/export/svg", json={"source": PRODUCT, "step": step}).text for step in (0, 1)]
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize(
    "path, body, status",
    [
        ("/api/v1/export/gif", {"source": PRODUCT}, 404),
        ("/api/v1/export/svg", {"source": PRODUCT, "step": 999}, 404),
        ("/api/v1/export/svg", {"source": PRODUCT, "pass": 9}, 404),
        ("/api/v1/export/svg", {"source": BROKEN}, 422),
        ("/api/v1/run", {"source": PRODUCT, "step": 1}, 422),
        ("/api/v1/run", {}, 422),
        ("/api/v1/run", {"source": PRODUCT, "inputs": {"none": 1}}, 422),
    ],
)
def test_what_does_not_fit_is_a_problem(client: TestClient, path: str, body: dict[str, Any], status: int) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_presets_are_listed_in_both_languages(client: TestClient) -> None:
    listed = client.get("/api/v1/presets").json()
    assert [preset["slug"] for preset in listed] == list(PRESETS)
    one = client.get("/api/v1/presets/chain-rule").json()
    assert one["source"] == PRESETS["chain-rule"].source
    assert {"en", "zh"} <= set(one["title"])
    assert client.get("/api/v1/presets/none").status_code == 404


def test_operations_are_listed(client: TestClient) -> None:
    assert {op["name"] for op in client.get("/api/v1/ops").json()} == set(OPS)


def test_every_limit_is_published(client: TestClient) -> None:
    published = client.get("/api/v1/limits").json()
    assert set(published["limits"]) >= set(Settings.model_fields) - {"allowed_hosts", "frame_ancestors"}
    assert published["formats"] == list(FORMATS)


def test_the_server_tells_how_it_is(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").json()["ready"] is True
    assert "gradwalk_workers_ready" in client.get("/metrics").text


def test_openapi_describes_every_route_with_its_body_and_its_problems(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    post = document["paths"]["/api/v1/run"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/RunBody")
    assert {"413", "415", "422", "503"} <= set(post["responses"])
    assert "Run" in document["components"]["schemas"]
    assert set(document["components"]["schemas"]["RunBody"]["properties"]) >= {"source", "seed", "pass"}
    references = [word for word in json.dumps(document).split('"') if word.startswith("#/components/")]
    assert {word.rpartition("/")[2] for word in references} <= set(document["components"]["schemas"])


def test_the_documentation_names_every_route(client: TestClient) -> None:
    page = client.get("/api/v1/docs").text
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert path in page

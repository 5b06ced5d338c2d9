"""Hostile requests: each gets one of the statuses that are right for it, and the server goes on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.main import create_app

CASES = {
    case["name"]: case
    for case in map(json.loads, (Path(__file__).parent / "data" / "hostile_http.jsonl").read_text().splitlines())
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client


def body_of(case: dict[str, Any]) -> bytes:
    if "repeat" in case:
        repeat = case["repeat"]
        return (repeat["prefix"] + repeat["unit"] * repeat["n"] + repeat["suffix"]).encode()
    text: str = case["body"]
    return text.encode("utf-16") if case["name"] == "utf16" else text.encode()


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_request_is_answered_rightly(client: TestClient, name: str) -> None:
    case = CASES[name]
    headers = {"Content-Type": case["content_type"], **case.get("headers", {})}
    path = headers.pop("X-Path", "/api/v1/run")
    answer = client.request(case["method"], path, content=body_of(case), headers=headers)
    assert answer.status_code in case["expect"], answer.text
    assert "<script>" not in answer.text
    assert "alert(1)" not in answer.text
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b'{"source":"\\ud800"}',
        b'{"source":"\\ud800a"}',
        b'{"source":NaN}',
        b"[" * 60_000,
        b'{"source":"x","inputs":{"x":1e999}}',
    ],
    ids=["surrogate", "surrogate and text", "nan", "deep", "overflow"],
)
def test_what_cannot_be_written_is_not_echoed(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/run", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/run", "/run", "/nothing"])
def test_large_bodies_are_refused_at_every_address(client: TestClient, path: str) -> None:
    assert client.post(path, content=b"a" * (Settings().body_bytes + 1)).status_code == 413


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"source=%ED%A0%80", b"seed=x&source=x", b"&" * 1000, b"source=x&" * 100]
)
def test_broken_forms_are_answered(client: TestClient, body: bytes) -> None:
    answer = client.post("/run", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code < 500


def test_only_known_hosts_are_answered() -> None:
    client = TestClient(create_app(Settings(allowed_hosts=["gradwalk.example"])))
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "gradwalk.example"}).status_code == 200

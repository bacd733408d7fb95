from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from chainchief.web.guard import host_name, own_names
from web.asgi_client import AsgiClient


@pytest.mark.parametrize("path", ["/api/workspaces", "/api/openapi.json", "/api", "/nowhere"])
def test_a_foreign_host_name_is_refused(client: AsgiClient, path: str) -> None:
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400


def test_host_names_are_compared_without_port_and_case() -> None:
    assert host_name("LOCALHOST:8040") == "localhost"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_another_site_may_not_change_anything(client: AsgiClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/workspaces", json={"title": "x"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error_zh"]
    assert client.get("/api/workspaces").json() == []


def test_own_pages_and_programs_may(client: AsgiClient) -> None:
    own = client.post("/api/workspaces", json={"title": "a"}, headers={"origin": "http://testserver"})
    program = client.post("/api/workspaces", json={"title": "b"})
    assert [own.status_code, program.status_code] == [201, 201]


def test_another_site_may_read_nothing_across_origins(client: AsgiClient) -> None:
    answer = client.get("/api/workspaces", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_a_body_beyond_the_limit_is_refused(client: AsgiClient) -> None:
    client.post("/api/workspaces", json={"name": "w"})
    announced = client.post("/api/w/w/imports", files={"file": ("a.xlsx", b"x" * 2_100_000)})
    assert announced.status_code == 413
    assert "2 MB" in announced.json()["error"] or "1 MB" in announced.json()["error"]


def test_a_body_that_does_not_say_its_size_is_counted(client: AsgiClient) -> None:
    client.post("/api/workspaces", json={"name": "w"})

    async def stream() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        for _ in range(30):
            yield b"x" * 100_000

    answer = client.post(
        "/api/w/w/imports", content=stream(), headers={"content-type": "multipart/form-data; boundary=b"}
    )
    assert answer.status_code == 413


def test_every_answer_carries_the_security_headers(client: AsgiClient) -> None:
    for path in ("/api/workspaces", "/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_a_choice_in_the_address_is_remembered(client: AsgiClient) -> None:
    answer = client.get("/api/workspaces?lang=zh&theme=dark")
    assert "lang=zh" in answer.headers["set-cookie"]
    assert "set-cookie" not in client.get("/api/workspaces?lang=klingon").headers


def test_listening_everywhere_answers_for_the_names_of_this_machine() -> None:
    names = own_names("0.0.0.0")
    assert {"127.0.0.1", "localhost"} < set(names)
    assert "0.0.0.0" not in names
    assert "office.example" in own_names("office.example")

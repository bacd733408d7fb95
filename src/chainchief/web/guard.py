"""What every request passes: known hosts, own origin, a size limit, headers, the reader's choices."""

from __future__ import annotations

import socket
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANYWHERE = ("0.0.0.0", "::", "")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UPLOAD_LIMIT = 200 * 1024 * 1024
CHOICES = {"lang": ("en", "zh"), "theme": ("light", "dark")}
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class TooLarge(HTTPException):
    """The body passed the limit while it was read."""

    def __init__(self, limit: int) -> None:
        size = limit // (1024 * 1024)
        super().__init__(413, f"the file is larger than {size} MB")
        self.detail_zh = f"文件超过 {size} MB"


class Guard:
    """ASGI middleware around the whole application.

    hosts : names under which the workbench may be called; a request for any other is refused (DNS rebinding)
    shelf : put into the scope as `scope["shelf"]`, so that pages need no global
    limit : largest body in bytes
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], shelf: Any, limit: int = UPLOAD_LIMIT) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.shelf = shelf
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        fault = self._fault(scope, headers)
        if fault is not None:
            await refuse(scope, receive, send, *fault)
            return
        scope["shelf"] = self.shelf
        chosen = choices(scope, headers)
        scope["choices"] = chosen
        try:
            await self.app(scope, self._counted(receive), decorated(scope, send))
        except TooLarge as error:
            await refuse(scope, receive, send, 413, error.detail, error.detail_zh)

    def _fault(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        host = host_name(headers.get("host", ""))
        if host not in self.hosts:
            return 400, f"the workbench does not answer for the host '{host}'", f"工作台不响应主机名“{host}”"
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and not same_origin(headers):
            return 403, "a page of another site may not change anything here", "其他网站的页面不能更改这里的内容"
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.limit:
            large = TooLarge(self.limit)
            return 413, large.detail, large.detail_zh
        return None

    def _counted(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self.limit:
                    raise TooLarge(self.limit)
            return message

        return counted


def own_names(host: str) -> tuple[str, ...]:
    """The names the workbench answers for when it listens on `host`: loopback, the host, and where it listens on
    every address the names and addresses of this machine.

    >>> own_names("127.0.0.1")
    ('127.0.0.1', 'localhost', '::1')
    """
    if host not in ANYWHERE:
        return tuple(dict.fromkeys((*LOOPBACK, host)))
    named = socket.gethostname()
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(named, None)]
    except OSError:
        found = []
    return tuple(dict.fromkeys((*LOOPBACK, named, *found)))


def host_name(host: str) -> str:
    """The name in a Host header without its port.

    >>> host_name("localhost:8040"), host_name("[::1]:8040")
    ('localhost', '::1')
    """
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "").lower() if parts.port is None or parts.port else ""
    except ValueError:
        return ""


def same_origin(headers: Headers) -> bool:
    """Whether a changing request comes from our own pages, or from a program (which sends no Origin)."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False


def choices(scope: Scope, headers: Headers) -> dict[str, str]:
    """Language and theme: of the address, else of the last visit; absent when never chosen."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    kept = SimpleCookie(headers.get("cookie", ""))
    found = {}
    for name, allowed in CHOICES.items():
        for value in (asked.get(name, [""])[0], kept[name].value if name in kept else ""):
            if value in allowed:
                found[name] = value
                break
    return found


def decorated(scope: Scope, send: Send) -> Send:
    """Adds the security headers, and remembers the choices an address makes."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            for name, allowed in CHOICES.items():
                value = asked.get(name, [""])[0]
                if value in allowed:
                    headers.append("Set-Cookie", f"{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000")
        await send(message)

    return sender


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, error: str, error_zh: str) -> None:
    """Answer with a sentence and go no further."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await JSONResponse({"error": error, "error_zh": error_zh}, status)(scope, receive, send)

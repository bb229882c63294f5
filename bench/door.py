"""A door between a phone and the server that misbehaves: it cuts, delays, refuses and swallows answers, by chance."""

import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

# What may happen to a request of the outbox, and how often of 100; all else goes through.
FAULTS = {
    "cut before it arrived": 6,
    "cut inside the upload": 6,
    "answer lost after saving": 8,
    "delayed": 4,
    "answered 500": 3,
    "answered 503": 2,
    "answered 429": 2,
}
OF_OUTBOX = ("/capture/session", "/capture/held")
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
PATIENCE = 60  # seconds for the server


class Door(ThreadingHTTPServer):
    """Stands at a port of its own and hands on what it does not spoil. `happened` counts what it did."""

    daemon_threads = True

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = 0  # the server's port, once it has one
        self.happened: Counter[str] = Counter()
        self._chance, self._lock = random.Random(seed), Lock()

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://127.0.0.1:{self.server_port}"

    def fault(self, method: str, path: str) -> str:
        """Return what shall happen to a request; nothing to pages, which a person would load again."""
        is_outbox = path.startswith("/capture/") and (method in ("PUT", "DELETE") or path in OF_OUTBOX)
        with self._lock:
            drawn = self._chance.choices([*FAULTS, ""], [*FAULTS.values(), 100 - sum(FAULTS.values())])[0]
            chosen = drawn if is_outbox else ""
            self.happened[chosen or "let through"] += is_outbox
        return chosen

    def seconds(self) -> float:
        """Return how long a delay takes."""
        with self._lock:
            return self._chance.uniform(0.05, 0.5)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that broke: that is what the door is for."""


@contextmanager
def opened(seed: int) -> Iterator[Door]:
    """Open a door; it closes with the block."""
    door = Door(seed)
    thread = Thread(target=door.serve_forever)
    thread.start()
    try:
        yield door
    finally:
        door.shutdown()
        thread.join()
        door.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Door
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.fault(self.command, self.path.partition("?")[0])
        if fault == "cut inside the upload":
            self._send_half(body)
        if fault.startswith("cut"):
            self._cut()
        elif fault.startswith("answered"):
            self._refuse(int(fault.split()[1]))
        else:
            self._hand_on(body, fault)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def _hand_on(self, body: bytes, fault: str) -> None:
        if fault == "delayed":
            time.sleep(self.server.seconds())
        try:
            status, headers, content = self._ask(body)
        except (OSError, HTTPException):  # the server was killed
            return self._cut()
        if fault == "answer lost after saving":
            return self._cut()
        return self._relay(status, headers, content)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection("127.0.0.1", self.server.upstream, timeout=PATIENCE)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer: HTTPResponse = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _send_half(self, body: bytes) -> None:
        """Begin to tell the server, and stop in the middle."""
        head = [f"{self.command} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers.items())]
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.server.upstream), timeout=5) as half:
            half.sendall("\r\n".join([*head, "", ""]).encode("latin-1") + body[: len(body) // 2])

    def _refuse(self, status: int) -> None:
        headers = [("Content-Type", "text/html")] + ([("Retry-After", "1")] if status != 500 else [])
        self._relay(status, headers, b"<h1>Not now</h1>")

    def _relay(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

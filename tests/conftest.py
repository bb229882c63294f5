"""What tests stand on: the application on a clean SQLite and a clean PostgreSQL, and a stranger's browser."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from papercuts.db import db
from tests import postgres
from tests.needs import IS_CI, miss
from tests.people import ada, ben, rosa, vera  # noqa: F401  (the cast, for every test)
from tests.stages import PostgresStage, SqliteStage, Stage

SERVER_FOLDER = "TEST_POSTGRES_FOLDER"

OF_PAGES, OF_PAGES_EVERY = {"pages", "views", "web"}, 4
OF_THE_FRAME = {"test_permissions.py", "test_offers.py", "test_navigation.py", "test_headers.py"}

hypothesis.settings.register_profile("papercuts", deadline=None, derandomize=IS_CI)
hypothesis.settings.load_profile("papercuts")


def pytest_configure(config: pytest.Config) -> None:
    """Forget the settings of whoever starts the tests, and choose where the workers find the one server."""
    for name in [name for name in os.environ if name.startswith("PAPERCUTS_")]:
        del os.environ[name]
    if not hasattr(config, "workerinput"):
        os.environ[SERVER_FOLDER] = tempfile.mkdtemp(prefix="papercuts-tests-")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take a quarter of the tests of pages on PostgreSQL, and of each the first case: the others run on SQLite.

    How values are stored and found is what differs there. Tests of queries and actions have all their cases on both,
    and every page and form is walked on both with sample data: see tests/test_payloads.py. Who may ask for a page, and
    its frame, do not depend on the database at all.
    """
    left_out, begun = [], set()
    for item in items:
        case = getattr(item, "callspec", None)
        if case is None or case.params.get("stage") != "postgresql":
            continue
        if item.path.name in OF_THE_FRAME:
            left_out.append(item)
        elif item.path.parent.name in OF_PAGES:
            test = item.nodeid.partition("[")[0]
            left_out += [item] if test in begun or crc32(test.encode()) % OF_PAGES_EVERY else []
            begun.add(test)
    going = set(map(id, left_out))
    items[:] = [item for item in items if id(item) not in going]
    config.hook.pytest_deselected(items=left_out)


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are processors: each waits now and then, for a browser or a database."""
    mine = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len(mine) + 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server after the last worker."""
    if not hasattr(config, "workerinput"):
        postgres.stop(Path(os.environ[SERVER_FOLDER]))


@pytest.fixture(scope="session")
def postgres_server() -> Path:
    """The folder of the running PostgreSQL server."""
    folder = Path(os.environ[SERVER_FOLDER])
    try:
        postgres.start(folder)
    except postgres.Unavailable as error:
        miss(str(error))
    return folder


@pytest.fixture(scope="session")
def sqlite_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """This worker's application on SQLite."""
    with closing(SqliteStage(tmp_path_factory.mktemp("sqlite"))) as stage:
        yield stage


@pytest.fixture(scope="session")
def postgresql_stage(tmp_path_factory: pytest.TempPathFactory, postgres_server: Path) -> Iterator[Stage]:
    """This worker's application on PostgreSQL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with closing(PostgresStage(tmp_path_factory.mktemp("postgresql"), postgres_server, worker)) as stage:
        yield stage


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """A cleared stage: each test that stands on it runs once on SQLite and once on PostgreSQL."""
    stage: Stage = request.getfixturevalue(f"{request.param}_stage")
    stage.clear()
    return stage


@pytest.fixture
def app(stage: Stage) -> Iterator[Flask]:
    """The application, with its context open for what the test itself makes and asks."""
    with stage.app.app_context():
        yield stage.app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of a stranger."""
    return app.test_client()


@pytest.fixture
def new_app(stage: Stage) -> Callable[..., Flask]:
    """Return further applications on the same database: with other settings, or to add a route to."""
    return stage.new_app


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The DATABASE_URL of a database without a table, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    server: Path = request.getfixturevalue("postgres_server")
    return postgres.create(server, "empty_" + os.environ.get("PYTEST_XDIST_WORKER", "alone"))


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the statements within: `with count_queries() as statements: ...`."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect

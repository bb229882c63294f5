"""Settings: from the file and the environment, and each weak or wrong one stops the start with what to do (T16)."""

from pathlib import Path
from typing import Any

import pytest

from papercuts.config import ConfigError, check_address, flask_config, instance_folder, load

KEY = "a-key-for-tests-0123456789-abcdefgh"
GOOD = {"SECRET_KEY": KEY, "INSTANCE": Path("/somewhere")}
MISSING = "SECRET_KEY is missing or too short; run `papercuts init`"


def test_without_a_word_it_is_sqlite_in_the_instance_on_this_machine(tmp_path: Path) -> None:
    found = flask_config(load(tmp_path, {}) | {"SECRET_KEY": KEY})

    assert found["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/papercuts.sqlite"
    assert (found["HOST"], found["PORT"], found["PROXIES"]) == ("127.0.0.1", 8000, 0)
    assert found["ADDRESS"] == "http://127.0.0.1:8000"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'SECRET_KEY = "{KEY}"\nPORT = 8001\nPROXIES = 1\n')

    found = flask_config(load(tmp_path, {"PAPERCUTS_PORT": "8002", "PAPERCUTS_PROXIES": "", "OTHER": "x"}))

    assert (found["PORT"], found["PROXIES"]) == (8002, 1)


def test_the_instance_is_in_the_checkout_from_anywhere_unless_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert instance_folder({}) == Path(__file__).parents[1] / "instance"
    assert instance_folder({"PAPERCUTS_INSTANCE": "here"}) == tmp_path / "here"


@pytest.mark.parametrize("text", ["PORT = ", "\xff", 'COLOUR = "red"', "[PORT]\nx = 1\n[COLOUR]"])
def test_a_file_that_cannot_be_understood_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_bytes(text.encode("latin-1"))

    with pytest.raises(ConfigError, match=r"config\.toml"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "x" * 31,
        "x" * 64,
        "abcabcabc" * 8,
        "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
        "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    ],
)
def test_t16_a_weak_key_stops_the_start(key: str) -> None:
    with pytest.raises(ConfigError) as refused:
        flask_config(GOOD | {"SECRET_KEY": key})

    assert str(refused.value) == MISSING


def test_t16_there_is_no_default_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        flask_config(load(tmp_path, {}))

    assert str(refused.value) == MISSING


@pytest.mark.parametrize(
    ("given", "known_as"),
    [
        ("https://papercuts.example.org", "https://papercuts.example.org"),
        ("https://Papercuts.Example.ORG/", "https://papercuts.example.org"),
        ("https://papercuts.example.org:443", "https://papercuts.example.org"),
        ("https://papercuts.example.org:8443", "https://papercuts.example.org:8443"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("", ""),
    ],
)
def test_the_public_address_is_written_as_a_browser_names_an_origin(given: str, known_as: str) -> None:
    assert flask_config(GOOD | {"PUBLIC_URL": given})["PUBLIC_URL"] == known_as


@pytest.mark.parametrize(
    "wrong",
    [
        "papercuts.example.org",
        "ftp://papercuts.example.org",
        "https://",
        "https://papercuts.example.org/team",
        "https://papercuts.example.org?x=1",
        "https://ada@papercuts.example.org",
        "https://papercuts.example.org:port",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_a_public_address_that_is_none_stops_the_start(wrong: str) -> None:
    with pytest.raises(ConfigError, match="PUBLIC_URL must be like https://"):
        flask_config(GOOD | {"PUBLIC_URL": wrong})


def test_a_public_address_over_plain_http_stops_the_start() -> None:
    with pytest.raises(ConfigError, match="must begin with https://"):
        flask_config(GOOD | {"PUBLIC_URL": "http://papercuts.example.org"})


@pytest.mark.parametrize("wrong", [{"PORT": "0"}, {"PORT": "65536"}, {"PORT": "http"}, {"PORT": "8000.5"}])
@pytest.mark.parametrize("also", [{}, {"PROXIES": "-1"}])
def test_a_number_out_of_range_stops_the_start(wrong: dict[str, Any], also: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="must be a whole number from"):
        flask_config(GOOD | wrong | also)


@pytest.mark.parametrize("wrong", ["-1", "11", "one", "²", "9" * 40])
def test_as_many_proxies_as_anybody_has(wrong: str) -> None:
    with pytest.raises(ConfigError, match="PROXIES must be a whole number from 0 to 10"):
        flask_config(GOOD | {"PROXIES": wrong})


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_with_the_driver_we_install(scheme: str) -> None:
    found = flask_config(GOOD | {"DATABASE_URL": f"{scheme}://ada@db.example.org/papercuts"})

    assert found["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://ada@db.example.org/papercuts"


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///", "sqlite:///:memory:", "papercuts.sqlite"])
def test_another_database_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL must be like"):
        flask_config(GOOD | {"DATABASE_URL": url})


def test_a_password_in_the_database_address_is_not_shown() -> None:
    with pytest.raises(ConfigError) as refused:
        flask_config(GOOD | {"DATABASE_URL": "mysql://ada:secret@db.example.org/papercuts"})

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.7", "::1", "localhost"])
def test_this_machine_may_be_listened_on_over_plain_http(host: str) -> None:
    check_address(host, "")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "papercuts.example.org", ""])
def test_more_than_this_machine_only_with_https_in_front(host: str) -> None:
    check_address(host, "https://papercuts.example.org")
    for public_url in ("", "http://localhost:8000"):
        with pytest.raises(ConfigError, match="PAPERCUTS_PUBLIC_URL=https://"):
            check_address(host, public_url)


def test_the_exact_values() -> None:
    found = flask_config(GOOD)

    assert found["MAX_CONTENT_LENGTH"] == 32 * 1024 * 1024
    assert (found["MAX_FORM_MEMORY_SIZE"], found["MAX_FORM_PARTS"]) == (500_000, 200)
    assert found["PERMANENT_SESSION_LIFETIME"] == 30 * 86_400
    assert found["WTF_CSRF_TIME_LIMIT"] is None
    assert found["DEBUG"] is False

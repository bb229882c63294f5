"""Settings: what each is called, what it is when nobody says, and what is refused.

A setting has one name: `PUBLIC_URL` in `config.toml` of the instance folder is `PAPERCUTS_PUBLIC_URL`
in the environment, which wins. None is needed to start.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SETTINGS: dict[str, str] = {
    "INSTANCE": "the folder that holds the configuration and the database",
    "SECRET_KEY": "signs cookies and forms; written by `papercuts init`",
    "DATABASE_URL": "sqlite:///… or postgresql://…; SQLite in the instance folder when not set",
    "PUBLIC_URL": "the address people open, https://…; needed to listen beyond this machine",
    "HOST": "where the server listens; 127.0.0.1 when not set",
    "PORT": "8000 when not set",
    "PROXIES": "how many proxies stand in front and set X-Forwarded-For; 0 when not set",
}
CONFIG_FILE = "config.toml"
KEY_BYTES = 32
KNOWN_KEYS = {"secret", "dev", "changeme", "change-me", "password", "papercuts", "you-will-never-guess"}


class ConfigError(ValueError):
    """A setting that stops the start; the text says what to do."""


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the instance folder: as set, else `instance` in the checkout, or in the current folder."""
    checkout = Path(__file__).parents[1]
    home = checkout if (checkout / "setup.cfg").exists() else Path()
    return Path(environ.get("PAPERCUTS_INSTANCE") or home / "instance").resolve()


def load(instance: Path, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the settings of an instance, by their short names, from its file and the environment."""
    path = instance / CONFIG_FILE
    settings: dict[str, Any] = {}
    if path.exists():
        try:
            settings = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} cannot be read: {error}. Correct it or restore it.") from error
    settings |= {name: environ[f"PAPERCUTS_{name}"] for name in SETTINGS if environ.get(f"PAPERCUTS_{name}")}
    unknown = sorted(set(settings) - set(SETTINGS))
    if unknown:
        raise ConfigError(f"{path} has unknown settings: {', '.join(unknown)}. Known: {', '.join(SETTINGS)}.")
    return {"HOST": "127.0.0.1", "PORT": 8000, "PROXIES": 0, "PUBLIC_URL": ""} | settings | {"INSTANCE": instance}


def flask_config(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Flask and its extensions are told; raises ConfigError for a weak or wrong setting."""
    key = str(settings.get("SECRET_KEY", ""))
    if len(key.encode()) < KEY_BYTES or key.lower() in KNOWN_KEYS or len(set(key)) < 8:
        raise ConfigError("SECRET_KEY is missing or too short; run `papercuts init`")
    public = _public_url(str(settings.get("PUBLIC_URL", "")))
    url = str(settings.get("DATABASE_URL") or f"sqlite:///{Path(settings['INSTANCE']) / 'papercuts.sqlite'}")
    is_https = public.startswith("https://")
    return {
        **settings,
        "PUBLIC_URL": public,
        "PROXIES": _whole("PROXIES", settings.get("PROXIES", 0)),
        "SQLALCHEMY_DATABASE_URI": _database_url(url),
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(url),
        "SESSION_COOKIE_NAME": "__Host-papercuts" if is_https else "papercuts_session",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # the Referer is not needed beside Origin and Sec-Fetch-Site
        "WTF_CSRF_CHECK_DEFAULT": False,  # web.guard calls it, so that its answer is ours
        "TRUSTED_HOSTS": _hosts(public),
        "MAX_CONTENT_LENGTH": 32 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 200,
    }


def check_address(host: str, public_url: str) -> None:
    """Refuse to listen beyond this machine over plain http, unless https is said to be in front."""
    if host in ("127.0.0.1", "::1", "localhost") or public_url.startswith("https://"):
        return
    raise ConfigError(
        f"Listening on {host} over plain http would show passwords to the network. "
        "Set PAPERCUTS_PUBLIC_URL=https://… to the address of the https proxy in front, or listen on 127.0.0.1."
    )


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        raise ConfigError(f"PUBLIC_URL must be like https://papercuts.example.org, without a path: {value!r}")
    return value.rstrip("/")


def _hosts(public_url: str) -> list[str]:
    local = ["localhost", "127.0.0.1", "[::1]"]
    return [str(urlsplit(public_url).hostname), *local] if public_url else local


def _whole(name: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise ConfigError(f"{name} must be a whole number, not {value!r}") from error


def _database_url(url: str) -> str:
    # psycopg 3 is the driver we install; the short scheme would ask for another one
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 5}}
    return {"pool_pre_ping": True, "pool_recycle": 1800}

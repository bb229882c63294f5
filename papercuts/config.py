"""Settings: what each is called, what it is when nobody says, and what is refused.

A setting has one name: `PUBLIC_URL` in `config.toml` of the instance folder is `PAPERCUTS_PUBLIC_URL`
in the environment, which wins. None is needed to start.
"""

import importlib.util
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from papercuts.domain import mails
from papercuts.domain.limits import REQUEST_BYTES

SETTINGS: dict[str, str] = {
    "INSTANCE": "the folder that holds the configuration and the database",
    "SECRET_KEY": "signs cookies and forms; written by `papercuts init`",
    "DATABASE_URL": "sqlite:///… or postgresql://…; SQLite in the instance folder when not set",
    "PUBLIC_URL": "the address people open, https://…; needed to listen beyond this machine",
    "HOST": "where the server listens; 127.0.0.1 when not set",
    "PORT": "8000 when not set",
    "PROXIES": "how many proxies stand in front and set X-Forwarded-For; 0 when not set",
    "PHOTO_STORE": "s3://bucket/prefix for the bytes of photos; the instance folder when not set",
    "SMTP_URL": "smtps://user:password@host:465 or smtp+starttls://…, to send messages to sites; none are when not set",
    "MAIL_FROM": "the address that those messages come from; needed with SMTP_URL",
}
CONFIG_FILE = "config.toml"
KEY_BYTES = 32
# long enough, but printed in manuals, from where they are copied
KNOWN_KEYS = {
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    "5f352379324c22463451387a0aec5d2f",
    "change_me_to_a_complex_random_secret",
    "change-me-to-a-complex-random-secret",
}
N_PROXIES_MAX = 10
PHOTO_STORE = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()-]+)*")
POSTGRESQL = ("postgresql+psycopg://", "postgresql://", "postgres://")


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
    if not is_strong_key(str(settings.get("SECRET_KEY", ""))):
        raise ConfigError("SECRET_KEY is missing or too short; run `papercuts init`")
    public = _public_url(str(settings.get("PUBLIC_URL", "")))
    host, port = str(settings.get("HOST", "127.0.0.1")), _whole("PORT", settings.get("PORT", 8000), 1, 65_535)
    url = str(settings.get("DATABASE_URL") or f"sqlite:///{Path(settings['INSTANCE']) / 'papercuts.sqlite'}")
    is_https = public.startswith("https://")
    return {
        "DEBUG": False,  # whatever FLASK_DEBUG says: a debugger would run what a visitor types
        **settings,
        "PUBLIC_URL": public,
        "PORT": port,
        "ADDRESS": public or f"http://{_in_address(host)}:{port}",  # what links of ours begin with
        "PROXIES": _whole("PROXIES", settings.get("PROXIES", 0), 0, N_PROXIES_MAX),
        "PHOTO_STORE": _photo_store(str(settings.get("PHOTO_STORE", ""))),
        "SMTP_URL": "",  # it holds a password; what is kept of it is MAIL_SERVER, which shows none
        **_mail(str(settings.get("SMTP_URL", "")), str(settings.get("MAIL_FROM", ""))),
        "KNOWN_HOSTS": _known_hosts(public, host),
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
        "MAX_CONTENT_LENGTH": REQUEST_BYTES,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 200,
    }


def is_strong_key(key: str) -> bool:
    """Say whether a secret key is long enough, not of a few characters only, and in no manual."""
    return len(key.encode()) >= KEY_BYTES and len(set(key)) >= 8 and key.lower() not in KNOWN_KEYS


def check_address(host: str, public_url: str) -> None:
    """Refuse to listen beyond this machine over plain http, unless https is said to be in front."""
    if _is_local(host) or public_url.startswith("https://"):
        return
    raise ConfigError(
        f"Listening on {host} over plain http would show passwords to the network. "
        "Set PAPERCUTS_PUBLIC_URL=https://… to the address of the https proxy in front, or listen on 127.0.0.1."
    )


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _public_url(value: str) -> str:
    """Return the address as a browser names an origin: lower case, no standard port, nothing after the host."""
    if not value:
        return ""
    try:
        parts = urlsplit(value.strip().rstrip("/"))
        host, port = parts.hostname or "", parts.port
    except ValueError:  # a port that is no number, a bracket too few
        host, port = "", None
    rest = host and (parts.path or parts.query or parts.fragment or parts.username)
    if not host or rest or parts.scheme not in ("http", "https"):
        raise ConfigError(f"PUBLIC_URL must be like https://papercuts.example.org, without a path: {value!r}")
    if parts.scheme == "http" and not _is_local(host):
        raise ConfigError(f"PUBLIC_URL must begin with https://, or passwords cross the network openly: {value!r}")
    is_standard = port in (None, {"http": 80, "https": 443}[parts.scheme])
    return f"{parts.scheme}://{_in_address(host)}" + ("" if is_standard else f":{port}")


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _known_hosts(public_url: str, host: str) -> set[str]:
    """Return the names in addresses that lead here: the public one, and those of this machine."""
    here = {"localhost", "127.0.0.1", "::1"} | ({host} if _is_local(host) else set())
    return here | ({str(urlsplit(public_url).hostname)} if public_url else set())


def _photo_store(url: str) -> str:
    """Return where the bytes of photos lie; nothing for the instance folder."""
    url = url.strip().rstrip("/")
    if url and not PHOTO_STORE.fullmatch(url):
        raise ConfigError(f"PHOTO_STORE must be like s3://bucket or s3://bucket/prefix: {url!r}")
    if url and importlib.util.find_spec("obstore") is None:
        raise ConfigError("PHOTO_STORE needs an extra: pip install 'papercuts[s3]'")
    return url


def _mail(url: str, sender: str) -> dict[str, Any]:
    """Return the server that takes mails, if any, and whom they come from; no message repeats the password."""
    try:
        server = mails.server(url)
    except ValueError as error:
        raise ConfigError(f"SMTP_URL must be like smtps://user:password@host:465: {error}") from None
    if server and not sender.strip():
        raise ConfigError("SMTP_URL needs MAIL_FROM: the address that mails come from")
    try:
        return {"MAIL_SERVER": server, "MAIL_FROM": mails.sender(sender) if sender.strip() else ""}
    except ValueError as error:
        raise ConfigError(f"MAIL_FROM cannot be used: {error}") from error


def _whole(name: str, value: object, low: int, high: int) -> int:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and low <= int(text) <= high):
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(text)


def _database_url(url: str) -> str:
    # psycopg 3 is the driver we install; the short schemes would ask for another one
    for scheme in POSTGRESQL:
        if url.startswith(scheme):
            return POSTGRESQL[0] + url.removeprefix(scheme)
    if url.startswith("sqlite:///") and url.removeprefix("sqlite:///") not in ("", ":memory:"):
        return url  # a file, since each process of the server would have a memory of its own
    raise ConfigError("DATABASE_URL must be like sqlite:///folder/file or postgresql://user@host/database")


def _engine_options(url: str) -> dict[str, Any]:
    options: dict[str, Any] = {"hide_parameters": True}  # an error says no names and no quotes
    if url.startswith("sqlite"):
        return options | {"connect_args": {"timeout": 5}}
    return options | {"connect_args": {"connect_timeout": 5}, "pool_pre_ping": True, "pool_recycle": 1800}

"""Password hashes: Argon2id with the parameters of the OWASP cheat sheet, and never more than four at once."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from papercuts.domain.passwords import is_too_long_to_hash

_AT_ONCE = BoundedSemaphore(4)  # each takes 19 MiB


@cache
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1, salt_len=16, hash_len=32)


def _current() -> PasswordHasher:
    return _hasher(current_app.config.get("ARGON2_MEMORY_KIB", 19_456))  # tests take less


@cache
def _nobody(memory_kib: int) -> str:
    """Return a hash that no password has, so that an unknown e-mail costs the same work."""
    return _hasher(memory_kib).hash("nobody has this one")


def hash_password(password: str) -> str:
    """Return the hash of a password."""
    with _AT_ONCE:
        return _current().hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Say whether a password is the right one; without a stored hash, after the same work, no."""
    if is_too_long_to_hash(password):
        return False
    known = stored or _nobody(current_app.config.get("ARGON2_MEMORY_KIB", 19_456))
    with _AT_ONCE:
        try:
            _current().verify(known, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made with weaker parameters and should be made anew."""
    return _current().check_needs_rehash(stored)

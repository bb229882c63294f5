"""Tokens of sessions and one-time links."""

import hashlib


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token, which is all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()

"""Tokens of sessions and one-time links."""

import base64
import hashlib
import hmac


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token, which is all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def shared_token(secret_key: str, nonce: str) -> str:
    """Return the token of a site's shared page, 32 bytes: made of the key and a nonce, so that neither alone opens it.

    The same again whenever it is asked for, as long as the key stays; so the link can be copied later.
    """
    made = hmac.new(secret_key.encode(), f"shared page {nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def signature(secret_key: str, text: str) -> str:
    """Return what only we can make of a text: HMAC-SHA256, as 64 digits."""
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def is_signed(secret_key: str, text: str, mac: str) -> bool:
    """Say whether a text is one that we have signed."""
    return hmac.compare_digest(signature(secret_key, text), mac)

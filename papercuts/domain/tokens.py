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

"""What the next page says first: an effect in words, or with a link or an Undo beside them."""

from collections.abc import Mapping

from flask import flash


def tell(message: str | Mapping[str, str], category: str = "message") -> None:
    """Show a message on the next page.

    message: words, or a dict of text, label and href (a link) or post_url (a button), as the macro `flash` draws it.
    """
    flash(message, category)  # type: ignore[arg-type]  # Flask keeps whatever JSON can

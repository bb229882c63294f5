"""What a release may be called, so that its notes have an address of their own."""

MARKDOWN = ".md"


def refuse_unaddressable(version: str) -> None:
    """Raise ValueError, with a sentence for the reader, when a version cannot stand in an address.

    `/notes/<version>` would be cut at a slash, browsers resolve `.` and `..`, and `.md` asks for the Markdown.
    """
    if not version.strip("."):
        raise ValueError("Enter the version, like 4.12")
    if "/" in version or "\\" in version:
        raise ValueError("A version cannot contain a slash: it is part of the address of its notes")
    if version.lower().endswith(MARKDOWN):
        raise ValueError("A version cannot end in .md: that is the address of the notes as Markdown")

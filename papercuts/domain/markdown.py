r"""Plain text made safe for Markdown: what people wrote is shown as they wrote it, and marks nothing up.

No title can become a link, an image, a heading, a list or HTML. Backslashes before punctuation are CommonMark;
`&lt;` instead of `\<` because older renderers know no such escape and would pass the tag on.
"""

import re

_MARKS = re.compile(r"[\\`*_{}\[\]#|~$@]")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):")  # many renderers make links of bare addresses
_HOST = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])")  # www.example: not the dots of 3.4.26
_BULLET = re.compile(r"^[-+=:]")
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)")


def escape_line(text: str) -> str:
    """Return one line of text, for a heading or a sentence; line breaks in it become spaces."""
    line = " ".join(text.split()).translate(_HTML)
    line = _MARKS.sub(r"\\\g<0>", line)
    line = _HOST.sub(r"\\.", _ADDRESS.sub(r"\1\\:", line))
    return _NUMBERED.sub(r"\1\\\2", _BULLET.sub(r"\\\g<0>", line))


def escape_text(text: str) -> str:
    """Return a text of several lines: blank lines part paragraphs, other line breaks are kept."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join("  \n".join(escape_line(line) for line in one.split("\n")) for one in paragraphs)

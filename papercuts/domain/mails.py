"""A message on its way out: a link for one's own mail program, a file, or what a mail server takes.

Header lines are written here, for the standard library decodes an encoded word (RFC 2047) in what it is given, with
the line breaks and further headers that it may hold (A07). What was built is read back before it goes out. A body
travels as quoted-printable, so that no line of it is too long.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from unicodedata import category
from urllib.parse import quote, unquote, urlsplit

MAILTO_MOST = 2_000  # characters of a link that every system hands on to a mail program; Windows cuts at 2,083
SECURE, STARTTLS, PLAIN = "smtps", "smtp+starttls", "smtp"
_PORTS = {SECURE: 465, STARTTLS: 587, PLAIN: 25}
_AS_WRITTEN = policy.SMTP.clone(refold_source="none")
_ENCODED = "=?"  # begins an encoded word, which whoever reads a header decodes
_UNLIKE_ENCODED = "=\N{ZERO WIDTH SPACE}?"
_LINE_MOST = 60  # characters of a header that stand in one line as they are
_CHUNK_MOST = 45  # octets of text in an encoded word, whose whole may have 75 characters
_BREAKING = ("Cc", "Cs", "Zl", "Zp")  # of Unicode: what ends a line, or cannot be sent
_CONTENT = ("Content-Type", "Content-Transfer-Encoding", "MIME-Version")
_HERE = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(
    r"""[^\s@<>()\[\],;:"'\\]{1,64}@[^\s@<>()\[\],;:"'\\.]{1,63}(?:\.[^\s@<>()\[\],;:"'\\.]{1,63})+"""
)


@dataclass(frozen=True)
class Message:
    """What is said, and to whom; the address may be left for one's own mail program to fill in."""

    subject: str
    body: str
    to: str = ""


@dataclass(frozen=True)
class Server:
    """A mail server, and who we are to it. Neither is ever shown: `repr` leaves them out."""

    how: str
    host: str
    port: int
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


def addresses_in(text: str) -> list[str]:
    """Return the e-mail addresses in a text, each once, in order: "office@marfinch.example"."""
    return list(dict.fromkeys(found for found in _ADDRESS.findall(text) if is_address(found)))


def is_address(text: str) -> bool:
    """Say whether a text is one e-mail address that any mail server can take: plain letters, one @."""
    if _ADDRESS.fullmatch(text) is None or not text.isascii() or _ENCODED in text:
        return False
    try:
        return Address(addr_spec=text).addr_spec == text
    except (ValueError, IndexError):  # what the standard library cannot read
        return False


def mailto(message: Message) -> str | None:
    """Return a link that opens a message in one's own mail program (RFC 6068); none when it would be cut off."""
    subject = quote(_subject(message), safe="")
    body = quote(message.body.replace("\n", "\r\n"), safe="")
    link = f"{mailto_address(message.to)}?subject={subject}&body={body}"
    return link if len(link) <= MAILTO_MOST else None


def mailto_address(address: str) -> str:
    """Return a link that writes to an address: mailto:office@marfinch.example."""
    return f"mailto:{quote(address, safe='@')}"


def as_draft(message: Message) -> bytes:
    """Return a message as a file (RFC 5322) that mail programs open as a draft of one's own.

    Raises ValueError for a line break in a header.
    """
    return _built(message, {"X-Unsent": "1"}).as_bytes()


def outgoing(message: Message, *, sender: str, reply_to: str, message_id: str, at: datetime) -> EmailMessage:
    """Return a message as a mail server takes it. Raises ValueError for a line break in a header."""
    headers = {"From": sender, "Message-ID": message_id, "Date": format_datetime(at)}
    return _built(message, headers | ({"Reply-To": reply_to} if is_address(reply_to) else {}))


def server(url: str) -> Server | None:
    """Return the mail server of an address like smtps://user:password@host:465; none when there is no address.

    Raises ValueError with what is wrong, which never repeats the address: there is a password in it.
    """
    if not url.strip():
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError("its port is no number from 0 to 65535, or a bracket is missing") from error
    if parts.scheme not in _PORTS:
        raise ValueError(f"it begins with one of {', '.join(f'{how}://' for how in _PORTS)}")
    if not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("it needs a host, and nothing after it; write %2F for / and %23 for # in a password")
    if parts.scheme == PLAIN and host not in _HERE:
        raise ValueError("without TLS it may only be on this machine: use smtps:// or smtp+starttls://")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("it needs both a user and a password, or neither")
    return Server(parts.scheme, host, port or _PORTS[parts.scheme], user, password)


def sender(text: str) -> str:
    """Return the address that mails come from, with a name or without. Raises ValueError when it is none."""
    name, address = parseaddr(text.strip())
    if not is_address(address) or not text.isprintable() or _ENCODED in text:
        raise ValueError("it must be like papercuts@example.org, or Ledgerlark <papercuts@example.org>")
    return str(Address(display_name=name, addr_spec=address))


def domain_of(sender: str) -> str:
    """Return what stands behind the @ of a sender."""
    return parseaddr(sender)[1].rpartition("@")[2]


def _built(message: Message, headers: Mapping[str, str]) -> EmailMessage:
    """Return a message with these headers and no others. Raises ValueError when it would be read as another one."""
    if message.to and not is_address(message.to):
        raise ValueError("This is no address that a message can be sent to")
    said = dict(headers) | ({"To": message.to} if message.to else {}) | {"Subject": _subject(message)}
    built = EmailMessage(policy=_AS_WRITTEN)
    for name, value in said.items():
        built.set_raw(name, _written(name, value))
    built.set_content(message.body, charset="utf-8", cte="quoted-printable")
    _refuse_misread(built, said)
    return built


def _subject(message: Message) -> str:
    """Return a subject in which nothing is an encoded word, however often mail programs decode it."""
    return message.subject.replace(_ENCODED, _UNLIKE_ENCODED)


def _written(name: str, value: str) -> str:
    """Return the value of a header as it stands in the message; text that is not plain as encoded words."""
    if any(category(char) in _BREAKING for char in value):
        raise ValueError("A subject and an address hold no newline and no other control characters")
    if name == "Subject":
        return value if _is_plain(value) else _encoded(value)
    if name == "From" and not value.isascii():
        display_name, address = parseaddr(value)
        return f"{_encoded(display_name)} <{address}>"
    return value


def _is_plain(text: str) -> bool:
    return text.isascii() and text == text.strip() and len(text) <= _LINE_MOST


def _encoded(text: str) -> str:
    """Return a text as encoded words (RFC 2047), one in a line, none of which cuts a character in two."""
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in _chunks(text))


def _chunks(text: str) -> Iterator[bytes]:
    chunk = b""
    for octets in (char.encode() for char in text):
        if len(chunk) + len(octets) > _CHUNK_MOST:
            yield chunk
            chunk = b""
        chunk += octets
    yield chunk


def _refuse_misread(built: EmailMessage, said: Mapping[str, str]) -> None:
    """Refuse a message in which somebody would read other headers than those that were meant.

    Blanks are left out: between the encoded words of a long name, Python 3.11 reads some that are not there.
    """
    read = message_from_bytes(built.as_bytes(), policy=policy.default)
    found = [(name, str(value)) for name, value in read.items() if name not in _CONTENT]
    if _without_blanks(found) != _without_blanks(said.items()):
        raise ValueError("This cannot be sent as a mail: its subject or an address would be read as something else")


def _without_blanks(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, "".join(value.split())) for name, value in headers]

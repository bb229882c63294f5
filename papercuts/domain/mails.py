"""A message on its way out: a link for one's own mail program, a file, or what a mail server takes.

Addresses are checked and header lines are built by the standard library, which refuses line breaks in them (A07); a
body travels as quoted-printable, so that no line of it is too long.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import quote, unquote, urlsplit

MAILTO_MOST = 2_000  # characters of a link that every system hands on to a mail program; Windows cuts at 2,083
SECURE, STARTTLS, PLAIN = "smtps", "smtp+starttls", "smtp"
_PORTS = {SECURE: 465, STARTTLS: 587, PLAIN: 25}
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
    try:
        return _ADDRESS.fullmatch(text) is not None and text.isascii() and Address(addr_spec=text).addr_spec == text
    except (ValueError, IndexError):  # what the standard library cannot read
        return False


def mailto(message: Message) -> str | None:
    """Return a link that opens a message in one's own mail program (RFC 6068); none when it would be cut off."""
    body = message.body.replace("\n", "\r\n")
    link = f"mailto:{quote(message.to, safe='@')}?subject={quote(message.subject, safe='')}&body={quote(body, safe='')}"
    return link if len(link) <= MAILTO_MOST else None


def as_draft(message: Message) -> bytes:
    """Return a message as a file (RFC 5322) that mail programs open as a draft of one's own."""
    return _built(message, {"X-Unsent": "1"}).as_bytes()


def outgoing(message: Message, *, sender: str, reply_to: str, message_id: str, at: datetime) -> EmailMessage:
    """Return a message as a mail server takes it. Raises ValueError for a line break in a header."""
    built = _built(message, {"From": sender, "Message-ID": message_id, "Date": format_datetime(at)})
    if is_address(reply_to):
        built["Reply-To"] = reply_to
    return built


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
    if not is_address(address) or not text.isprintable():
        raise ValueError("it must be like papercuts@example.org, or Ledgerlark <papercuts@example.org>")
    return str(Address(display_name=name, addr_spec=address))


def domain_of(sender: str) -> str:
    """Return what stands behind the @ of a sender."""
    return parseaddr(sender)[1].rpartition("@")[2]


def _built(message: Message, headers: dict[str, str]) -> EmailMessage:
    built = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        built[name] = value
    if message.to:
        built["To"] = Address(addr_spec=message.to)
    built["Subject"] = message.subject
    built.set_content(message.body, charset="utf-8", cte="quoted-printable")
    return built

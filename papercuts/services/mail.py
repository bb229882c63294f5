"""Handing a message to a mail server, over TLS that is verified; what goes wrong is said in plain words.

Nothing of the server's settings and nothing of the message is in an error.
"""

import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from socket import gaierror

from papercuts.domain.mails import SECURE, STARTTLS, Server

SECONDS = 10  # for each answer of the server
_AT_ONCE = threading.BoundedSemaphore(2)  # per process: a slow server holds up these requests, and no others


class NotSent(Exception):
    """The message was not taken; the text says why."""


class Unsure(NotSent):
    """The server had the message but has not said whether it took it: it may have gone out."""


def send(server: Server, message: EmailMessage) -> None:
    """Send a message. Raises NotSent, or Unsure when it may have gone out all the same."""
    if not _AT_ONCE.acquire(timeout=SECONDS):
        raise NotSent("Other messages are being sent right now. Try again in a minute.")
    try:
        with _connected(server) as smtp:
            _hand_over(smtp, message)
    finally:
        _AT_ONCE.release()


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Greet and sign in; close in the end, however it went."""
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _greeted(server)
        if server.user:
            smtp.login(server.user, server.password)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        if smtp is not None:
            smtp.close()
        raise NotSent(_why_not(error)) from None  # the error before it may hold what was sent
    try:
        yield smtp
    finally:
        smtp.close()


def _greeted(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.how == SECURE:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    if server.how == STARTTLS:
        try:
            smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
    return smtp


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        raise NotSent("The mail server refuses this address.") from None
    except smtplib.SMTPSenderRefused as error:
        raise NotSent(f"The mail server refuses the address that mails come from ({error.smtp_code}).") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"The mail server refuses the message ({error.smtp_code}).") from None
    except (OSError, smtplib.SMTPException):
        raise Unsure("The mail server went silent while it had the message, which may have gone out.") from None


def _why_not(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server does not accept our user and password."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "The mail server does not offer what SMTP_URL asks for: TLS, or signing in."
    if isinstance(error, ssl.SSLError):
        return "The connection to the mail server could not be secured: its certificate is not one that we trust."
    if isinstance(error, gaierror | UnicodeError):
        return "The name of the mail server is not known."
    if isinstance(error, TimeoutError):
        return f"The mail server did not answer within {SECONDS} seconds."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server refuses us ({error.smtp_code})."
    return "The mail server cannot be reached."

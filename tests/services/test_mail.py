"""Handing messages to a mail server: a small one on this machine, which answers as it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from papercuts.domain.mails import Server
from papercuts.services import mail

GOOD = {
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    ".": "250 taken",
    "QUIT": "221 bye",
}


def a_message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "pc@x.example", "office@marfinch.example", "Fixed"
    message.set_content("It is.\n.\nReally.")
    return message


@contextmanager
def a_server(**answers: str) -> Iterator[tuple[Server, list[str]]]:
    """Yield where a server listens, and what it is sent line by line; an empty answer hangs up."""
    said, known = list[str](), GOOD | {{"dot": "."}.get(key, key): value for key, value in answers.items()}

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            in_data = False
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                said.append(line)
                if in_data and line != ".":
                    continue
                answer = known.get(line if in_data else line.split()[0].upper(), "500 what")
                in_data = answer.startswith("354")
                if not answer:
                    return
                self.wfile.write(f"{answer}\r\n".encode())

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield Server("smtp", "127.0.0.1", listening.server_address[1], "", ""), said
        listening.shutdown()


def test_a_message_arrives() -> None:
    with a_server() as (server, said):
        mail.send(server, a_message())

    assert "Subject: Fixed" in said
    assert said[said.index("It is.") :][:3] == ["It is.", "..", "Really."]  # RFC 5321, 4.5.2


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"RCPT": "550 nobody here"}, "refuses this address"),
        ({"MAIL": "553 not you"}, "the address that mails come from (553)"),
        ({"dot": "554 looks like spam"}, "refuses the message (554)"),
    ],
)
def test_a_refusal_is_said_in_plain_words(answers: dict[str, str], why: str) -> None:
    with a_server(**answers) as (server, _), pytest.raises(mail.NotSent) as refused:
        mail.send(server, a_message())

    assert why in str(refused.value)
    assert not isinstance(refused.value, mail.Unsure)


def test_a_server_that_goes_silent_may_have_sent_it() -> None:
    with a_server(dot="") as (server, _), pytest.raises(mail.Unsure, match="may have gone out"):
        mail.send(server, a_message())


def test_what_cannot_be_secured_or_reached_is_not_tried() -> None:
    with a_server() as (server, said):
        with pytest.raises(mail.NotSent, match="does not offer"):
            mail.send(Server("smtp+starttls", server.host, server.port, "user", "s3cret"), a_message())
        with pytest.raises(mail.NotSent, match="does not offer"):
            mail.send(Server("smtp", server.host, server.port, "user", "s3cret"), a_message())
        assert not any("s3cret" in line for line in said)
    with pytest.raises(mail.NotSent, match="cannot be reached"):
        mail.send(server, a_message())

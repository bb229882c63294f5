"""Messages on their way out: links by RFC 6068, files and mails by RFC 5322, read back by the standard library."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papercuts.domain.mails import (
    MAILTO_MOST,
    Message,
    addresses_in,
    as_draft,
    domain_of,
    is_address,
    mailto,
    mailto_address,
    outgoing,
    sender,
    server,
)

AT = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
MESSAGE = Message(subject="Fixed & done? 100 %", body="Grüße,\n\nit is fixed + measured.", to="office@marfinch.example")
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=120)
UNSEEN = "\N{ZERO WIDTH SPACE}"


def test_a_link_writes_line_ends_and_signs_as_rfc_6068_asks() -> None:
    link = str(mailto(MESSAGE))

    assert link.startswith("mailto:office@marfinch.example?subject=Fixed%20%26%20done%3F%20100%20%25&body=")
    assert "Gr%C3%BC%C3%9Fe%2C%0D%0A%0D%0Ait%20is%20fixed%20%2B%20measured." in link


@given(subject=TEXTS, lines=st.lists(TEXTS, max_size=4))
def test_a_link_says_what_the_message_says_and_nothing_more(subject: str, lines: list[str]) -> None:
    link = mailto(Message(subject=subject, body="\n".join(lines)))

    if link is not None:
        said = parse_qs(urlsplit(link).query, keep_blank_values=True, strict_parsing=True)
        assert said == {"subject": [subject.replace("=?", f"={UNSEEN}?")], "body": ["\r\n".join(lines)]}


def test_an_address_stands_in_a_link_as_it_is_written() -> None:
    assert mailto_address("p+x@b.example") == "mailto:p%2Bx@b.example"
    assert mailto_address("p?bcc=q@b.example") == "mailto:p%3Fbcc%3Dq@b.example"


def test_there_is_no_link_that_a_system_would_cut_off() -> None:
    assert mailto(Message("s", "x" * MAILTO_MOST)) is None
    assert len(mailto(Message("s", "x" * (MAILTO_MOST - 40))) or "") <= MAILTO_MOST


@settings(max_examples=40)
@given(subject=TEXTS, body=TEXTS)
def test_a_draft_reads_as_it_was_written(subject: str, body: str) -> None:
    read = message_from_bytes(as_draft(Message(subject, body, "a@b.example")), policy=policy.default)

    assert read["X-Unsent"] == "1"
    assert read["To"] == "a@b.example"
    assert read["Subject"] == subject.replace("=?", f"={UNSEEN}?")
    assert read.get_content().rstrip("\r\n") == body


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a07_no_line_break_comes_into_a_header(end: str) -> None:
    injected = f"Fixed{end}Bcc: everybody@example.org"

    with pytest.raises(ValueError, match=r"linefeed|newline"):
        as_draft(Message(injected, "It is."))
    with pytest.raises(ValueError, match=r"."):
        as_draft(Message("Fixed", "It is.", to=f"a@b.example{end}Bcc: everybody@example.org"))


@pytest.mark.parametrize(
    "word",
    [
        "=?utf-8?q?x=0D=0ABcc:_e@e.example?=",
        "=?utf-8?q?x=0ABcc:_e@e.example?=",
        "=?UTF-8?B?eA0KQmNjOiBlQGUuZXhhbXBsZQ==?=",
        "=?utf-8?q?x=0D=0A=0D=0A=0D=0AAnother_body?=",
        "=?utf-8?q?=00?=",
        "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0D=3D0ABcc:_e=40e.example=3F=3D?=",
        "=?us-ascii*en?q?x=0D=0ABcc:_e@e.example?=",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Fixed: {} Grüße", "{} {}", "a{}b"])
def test_a07_an_encoded_word_is_a_text_like_any_other(word: str, around: str) -> None:
    subject = around.format(word, word)
    message = Message(subject, "It is fixed.", "a@b.example")
    built = outgoing(message, sender="pc@x.example", reply_to="", message_id="<1@x>", at=AT)

    for written in (as_draft(message), built.as_bytes()):
        read = message_from_bytes(written, policy=policy.default)
        assert "Bcc" not in read
        assert read["Subject"] == subject.replace("=?", f"={UNSEEN}?")
        assert read.get_content().strip() == "It is fixed."
        assert written.count(b"\r\n\r\n") == 1
    assert "%3D%3F" not in str(mailto(message))


def test_a07_an_encoded_word_is_no_address_and_no_sender() -> None:
    assert not is_address("=?utf-8?q?x=0ABcc:_e?=@e.example")
    with pytest.raises(ValueError, match="must be like"):
        sender("=?utf-8?q?x=0ABcc:_e?= <pc@x.example>")
    with pytest.raises(ValueError, match="no address"):
        as_draft(Message("Fixed", "It is.", "=?utf-8?q?x=0ABcc:_e?=@e.example"))


def test_a_sender_may_have_any_name() -> None:
    for name in ("Grüße, Ada", "Ledgerlark, Ltd", "Łódź " * 20):
        called = sender(f'"{name.strip()}" <pc@x.example>')
        built = outgoing(MESSAGE, sender=called, reply_to="", message_id="<1@x>", at=AT)
        read = message_from_bytes(built.as_bytes(), policy=policy.default)["From"].addresses[0]
        assert read.display_name.replace(" ", "") == name.replace(" ", "")
        assert read.addr_spec == "pc@x.example"


def test_a_mail_has_who_when_and_a_number_that_stays() -> None:
    built = outgoing(
        MESSAGE, sender=sender("Ledgerlark <pc@x.example>"), reply_to="p@x.example", message_id="<1@x>", at=AT
    )
    read = message_from_bytes(built.as_bytes(), policy=policy.default)

    assert (read["From"], read["Reply-To"], read["Message-ID"]) == ("Ledgerlark <pc@x.example>", "p@x.example", "<1@x>")
    assert read["Date"].datetime == AT
    assert max(map(len, built.as_bytes().split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    assert built.as_bytes().isascii()


def test_addresses_are_found_in_what_people_note() -> None:
    text = "Jonas <jonas@marfinch.example>, before 8:00.\nOffice: office@marfinch.example. Or office@marfinch.example"

    assert addresses_in(text) == ["jonas@marfinch.example", "office@marfinch.example"]
    assert addresses_in("call 0161 496 0000 @ noon") == []


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "a b@c.example", "a..b@c.example", "é@c.example", "a@c.example.", "<a@c.example>"]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_server_is_read_and_never_shows_its_password() -> None:
    found = server("smtps://user%40x:s%2Fe%23cret@mail.example")

    assert found is not None
    assert (found.host, found.port, found.user, found.password) == ("mail.example", 465, "user@x", "s/e#cret")
    assert "cret" not in repr(found)
    assert "cret" not in str({"MAIL_SERVER": found})
    assert server(" ") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://user:s3cret@mail.example",
        "smtps://user:s3cret@mail.example:99999",
        "smtps://user:s3cret@",
        "smtps://user:s3cret@mail.example/inbox",
        "smtps://s3cret@mail.example",
        "smtp://user:s3cret@mail.example",
        "smtps://user:s3cret@[::1",
    ],
)
def test_a_wrong_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        server(url)

    assert "s3cret" not in str(refused.value)


def test_who_mails_come_from() -> None:
    assert sender(" pc@x.example ") == "pc@x.example"
    assert domain_of(sender("Ledger, Lark <pc@x.example>".replace(",", ""))) == "x.example"
    for wrong in ("Ledgerlark", "pc@x", "pc@x.example\nBcc: a@b.example"):
        with pytest.raises(ValueError, match="must be like"):
            sender(wrong)

"""Emails reach a real mailbox over TLS, and each kind of failure has its own error."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from hushroom_adapters.security import IdnaDomainNames
from hushroom_adapters.smtp.mailer import SmtpMailer
from hushroom_domain.notifications.errors import AddressRefused, MailUnavailable
from hushroom_domain.notifications.model import OutgoingEmail, RenderedEmail
from tests.support.servers import MailboxPeer, mailbox_for_tests
from tests.support.waiting import PATIENCE_SECONDS

SENDER = "Hushroom <hello@hushroom.com>"
PASSWORD = "correct horse"


def message(
    to: str = "seeker@example.com",
    subject: str = "Your session is booked",
    text: str = "See you at nine.\n",
    html: str = "<p>See you at <b>nine</b>.</p>\n",
) -> OutgoingEmail:
    words = RenderedEmail(subject=subject, text=text, html=html)
    return OutgoingEmail(to=to, words=words, message_id="0199@hushroom.com", headers={"X-Reason": "booked"})


def mailer(smtp: str, **changed: Any) -> SmtpMailer:
    address = urlsplit(smtp)
    assert address.hostname is not None
    assert address.port is not None
    known: dict[str, Any] = {"sender": SENDER, "to_ascii": IdnaDomainNames().to_ascii}
    return SmtpMailer(host=address.hostname, port=address.port, **known, **changed)


@pytest.fixture
def inbox(mailbox: MailboxPeer) -> Iterator[httpx.Client]:
    """Empties the shared mailbox and removes its faults."""
    with httpx.Client(base_url=mailbox.url, timeout=PATIENCE_SECONDS) as client:
        client.delete("/api/messages")
        client.delete("/_sandbox/faults")
        yield client
        client.delete("/_sandbox/faults")


def mails(inbox: httpx.Client, to: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = inbox.get("/api/messages", params={"to": to}).json()
    return found


def kept(mailbox: MailboxPeer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{mailbox.url}/api/messages", timeout=PATIENCE_SECONDS).json()
    return found


def order(inbox: httpx.Client, **fault: object) -> None:
    inbox.post("/_sandbox/faults", json=fault).raise_for_status()


async def test_a_letter_arrives_with_both_its_bodies_and_its_headers(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    await mailer(mailbox.smtp).send(message())
    (mail,) = mails(inbox, "SEEKER@example.com")
    assert mail["to"] == "seeker@example.com"
    assert mail["from"] == SENDER
    assert (mail["subject"], mail["text"], mail["html"]) == (
        "Your session is booked",
        "See you at nine.\n",
        "<p>See you at <b>nine</b>.</p>\n",
    )
    assert mail["headers"]["X-Reason"] == "booked"
    assert mail["headers"]["Message-ID"] == "<0199@hushroom.com>"


async def test_names_subjects_and_addresses_may_be_in_any_script(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    email = message(to="Zoë Ångström <zoë@exämple.com>", subject="Grüße → привет → 你好", text="Жду\n")
    await mailer(mailbox.smtp).send(email)
    (mail,) = mails(inbox, "ZOË@exämple.com")
    assert mail["subject"] == "Grüße → привет → 你好"
    assert mail["text"] == "Жду\n"
    assert mail["headers"]["To"] == "Zoë Ångström <zoë@exämple.com>"


async def test_a_domain_in_any_script_needs_nothing_of_the_server(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    await mailer(mailbox.smtp).send(message(to="Zoë <zoe@Bücher.example>"))
    (mail,) = mails(inbox, "zoe@xn--bcher-kva.example")
    assert mail["headers"]["To"] == "Zoë <zoe@xn--bcher-kva.example>"


async def test_the_newest_comes_first(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    for subject in ("first", "second", "third"):
        await mailer(mailbox.smtp).send(message(subject=subject))
    assert [mail["subject"] for mail in mails(inbox, "seeker@example.com")] == ["third", "second", "first"]


async def test_a_subject_can_not_smuggle_in_a_header(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    await mailer(mailbox.smtp).send(message(subject="Hello\r\nBcc: victim@example.com"))
    (mail,) = mails(inbox, "seeker@example.com")
    assert mail["subject"] == "Hello Bcc: victim@example.com"
    assert mails(inbox, "victim@example.com") == []


@pytest.mark.parametrize("stage", ["recipient", "data"])
async def test_a_passing_refusal_asks_for_another_try_which_succeeds(
    mailbox: MailboxPeer, inbox: httpx.Client, stage: str
) -> None:
    order(inbox, trouble="refuse", stage=stage, code=451)
    with pytest.raises(MailUnavailable):
        await mailer(mailbox.smtp).send(message())
    await mailer(mailbox.smtp).send(message())
    assert len(mails(inbox, "seeker@example.com")) == 1


@pytest.mark.parametrize("code", [530, 535])
@pytest.mark.parametrize("stage", ["recipient", "data"])
async def test_a_server_that_wants_a_login_first_has_said_nothing_of_the_address(
    mailbox: MailboxPeer, inbox: httpx.Client, stage: str, code: int
) -> None:
    order(inbox, trouble="refuse", stage=stage, code=code, words="5.7.0 authentication required")
    with pytest.raises(MailUnavailable):
        await mailer(mailbox.smtp).send(message())


@pytest.mark.parametrize("stage", ["recipient", "data"])
async def test_a_refusal_for_good_says_that_the_address_was_refused(
    mailbox: MailboxPeer, inbox: httpx.Client, stage: str
) -> None:
    order(inbox, trouble="refuse", stage=stage, code=550, words="5.1.1 no such mailbox")
    with pytest.raises(AddressRefused, match="refused the address"):
        await mailer(mailbox.smtp).send(message())


async def test_trouble_may_be_meant_for_one_address(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    order(inbox, trouble="refuse", to="UNLUCKY@example.com", times=100)
    await mailer(mailbox.smtp).send(message(to="lucky@example.com"))
    with pytest.raises(MailUnavailable):
        await mailer(mailbox.smtp).send(message(to="unlucky@example.com"))


async def test_a_server_that_falls_silent_is_given_up(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    order(inbox, trouble="hang", seconds=600)
    async with asyncio.timeout(PATIENCE_SECONDS):
        with pytest.raises(MailUnavailable):
            await mailer(mailbox.smtp, timeout_seconds=0.3).send(message())


async def test_a_connection_cut_in_the_middle_asks_for_another_try(mailbox: MailboxPeer, inbox: httpx.Client) -> None:
    order(inbox, trouble="drop")
    with pytest.raises(MailUnavailable):
        await mailer(mailbox.smtp).send(message())


async def test_nobody_listening_asks_for_another_try(unused_tcp_port: int) -> None:
    with pytest.raises(MailUnavailable):
        await mailer(f"smtp://127.0.0.1:{unused_tcp_port}").send(message())


@pytest.mark.parametrize("to", ["", "nobody", "@example.com", "a@", "a@b@c", "x <y", "two words@example.com"])
async def test_what_is_no_address_is_refused_before_anybody_is_asked(unused_tcp_port: int, to: str) -> None:
    with pytest.raises(AddressRefused):
        await mailer(f"smtp://127.0.0.1:{unused_tcp_port}").send(message(to=to))


async def test_a_login_is_made_over_tls_and_a_wrong_one_is_not_the_letters_fault() -> None:
    with mailbox_for_tests("--user", "hushroom", "--password", PASSWORD) as guarded:
        right = {"username": "hushroom", "password": PASSWORD}
        await mailer(guarded.smtp, **right).send(message())
        with pytest.raises(MailUnavailable):
            await mailer(guarded.smtp, **{**right, "password": "wrong"}).send(message())
        with pytest.raises(MailUnavailable):
            await mailer(guarded.smtp).send(message())
        assert len(kept(guarded)) == 1


async def test_mails_survive_a_restart_of_the_mailbox(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "mail.sqlite"))
    with mailbox_for_tests(*data) as first:
        await mailer(first.smtp).send(message())
    with mailbox_for_tests(*data) as second:
        assert [mail["subject"] for mail in kept(second)] == ["Your session is booked"]


async def test_the_inbox_shows_a_mail_without_running_what_it_carries(
    mailbox: MailboxPeer, inbox: httpx.Client
) -> None:
    hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    await mailer(mailbox.smtp).send(message(subject="<b>bold</b>", html=hostile))
    listed = inbox.get("/")
    assert "&lt;b&gt;bold&lt;/b&gt;" in listed.text
    assert "default-src 'none'" in listed.headers["content-security-policy"]
    (mail,) = mails(inbox, "seeker@example.com")
    assert inbox.get(f"/api/messages/{mail['id']}").json() == mail
    page = inbox.get(f"/messages/{mail['id']}")
    assert "<script>" not in page.text
    assert "<iframe" in page.text
    assert " sandbox " in page.text
    assert inbox.get("/messages/999999").status_code == 404
    assert inbox.get("/api/messages/nonsense").status_code == 404


def test_an_order_that_makes_no_sense_is_explained(inbox: httpx.Client) -> None:
    answer = inbox.post("/_sandbox/faults", json={"trouble": "refuse", "stage": "never", "often": 3})
    assert answer.status_code == 400
    assert "$.stage" in str(answer.json()["message"])
    assert inbox.post("/_sandbox/faults", content=b"{").status_code == 400

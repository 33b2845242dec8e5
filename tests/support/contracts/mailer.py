"""Contract tests of mailers, which the SMTP mailer and the in-memory mailer both pass."""

from abc import ABC, abstractmethod

import pytest

from hushroom_domain.notifications.errors import AddressRefused, MailUnavailable
from hushroom_domain.notifications.model import OutgoingEmail, RenderedEmail
from hushroom_domain.notifications.ports import Mailer


class MailerScene(ABC):
    """A mailer and the mail server behind it."""

    mailer: Mailer

    @abstractmethod
    async def arrived(self, to: str) -> list[tuple[str, str, str]]:
        """Returns subject, text and HTML of each email that arrived at the address, oldest first."""

    @abstractmethod
    async def refuse(self, to: str) -> None:
        """Makes the server refuse the next email to this address permanently."""

    @abstractmethod
    async def break_down(self) -> None:
        """Makes the server refuse all email temporarily."""

    @abstractmethod
    async def recover(self) -> None:
        """Makes the server accept email again."""


def message(to: str, subject: str = "Hello", text: str = "Hello there\n") -> OutgoingEmail:
    words = RenderedEmail(subject=subject, text=text, html=f"<p>{text}</p>\n")
    return OutgoingEmail(to=to, words=words, message_id="0199@hushroom.com")


class MailerContract:
    """Tests to inherit; the subclass defines the fixture `scene`."""

    async def test_mails_arrive_with_their_words_in_order(self, scene: MailerScene) -> None:
        for subject in ("Grüße", "Привет"):
            await scene.mailer.send(message("first@example.com", subject))
        assert await scene.arrived("first@example.com") == [
            ("Grüße", "Hello there\n", "<p>Hello there\n</p>\n"),
            ("Привет", "Hello there\n", "<p>Hello there\n</p>\n"),
        ]

    async def test_one_gets_nothing_of_what_another_got(self, scene: MailerScene) -> None:
        await scene.mailer.send(message("second@example.com"))
        assert await scene.arrived("third@example.com") == []

    async def test_a_refused_address_is_said_to_be_refused_for_good(self, scene: MailerScene) -> None:
        await scene.refuse("gone@example.com")
        await scene.mailer.send(message("here@example.com"))
        with pytest.raises(AddressRefused):
            await scene.mailer.send(message("gone@example.com"))
        assert await scene.arrived("gone@example.com") == []

    async def test_trouble_that_passes_asks_for_another_try(self, scene: MailerScene) -> None:
        await scene.break_down()
        with pytest.raises(MailUnavailable):
            await scene.mailer.send(message("later@example.com"))
        await scene.recover()
        await scene.mailer.send(message("later@example.com"))
        assert len(await scene.arrived("later@example.com")) == 1

"""The SMTP mailer and the in-memory mailer pass the same contract tests."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from hushroom_adapters.memory.mailer import MemoryMailer
from hushroom_adapters.smtp.mailer import SmtpMailer
from tests.support.contracts.mailer import MailerContract, MailerScene
from tests.support.servers import MailboxPeer
from tests.support.waiting import PATIENCE_SECONDS


class SmtpScene(MailerScene):
    def __init__(self, smtp: str, peer: httpx.AsyncClient) -> None:
        address = urlsplit(smtp)
        host, port = str(address.hostname), address.port or 0
        self.mailer = SmtpMailer(host=host, port=port, sender="a@hushroom.com", to_ascii=str.lower)
        self.peer = peer

    async def arrived(self, to: str) -> list[tuple[str, str, str]]:
        mails = (await self.peer.get("/api/messages", params={"to": to})).json()
        return [(mail["subject"], mail["text"], mail["html"]) for mail in reversed(mails)]

    async def refuse(self, to: str) -> None:
        await self._order(trouble="refuse", stage="recipient", code=550, to=to)

    async def break_down(self) -> None:
        await self._order(trouble="refuse", stage="data", code=421, times=1000)

    async def recover(self) -> None:
        await self.peer.delete("/_sandbox/faults")

    async def _order(self, **fault: Any) -> None:
        (await self.peer.post("/_sandbox/faults", json=fault)).raise_for_status()


class MemoryScene(MailerScene):
    def __init__(self) -> None:
        self.mailer = self.memory = MemoryMailer()

    async def arrived(self, to: str) -> list[tuple[str, str, str]]:
        words = [message.words for message in self.memory.to(to)]
        return [(said.subject, said.text, said.html) for said in words]

    async def refuse(self, to: str) -> None:
        self.memory.refused.add(to)

    async def break_down(self) -> None:
        self.memory.is_down = True

    async def recover(self) -> None:
        self.memory.is_down = False


class TestSmtp(MailerContract):
    @pytest.fixture
    async def scene(self, mailbox: MailboxPeer) -> AsyncIterator[MailerScene]:
        async with httpx.AsyncClient(base_url=mailbox.url, timeout=PATIENCE_SECONDS) as peer:
            await peer.delete("/api/messages")
            yield SmtpScene(mailbox.smtp, peer)
            await peer.delete("/_sandbox/faults")


class TestMemory(MailerContract):
    @pytest.fixture
    def scene(self) -> MailerScene:
        return MemoryScene()

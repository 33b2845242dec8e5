"""The SMTP side: a real server with STARTTLS, AUTH and SMTPUTF8 that keeps every mail that it accepts."""

import asyncio
import ssl
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import frozen

from hushroom_adapters.local.emulators.mailbox.faults import FaultPlan, Stage, Trouble
from hushroom_adapters.local.emulators.mailbox.store import Store

TAKEN = "250 2.0.0 kept"
GREETING = "Hushroom mailbox"
HOST_NAME = "mailbox.localhost"


@frozen
class Reception:
    """The handler of aiosmtpd; it asks the fault plan before it accepts."""

    store: Store
    plan: FaultPlan

    async def handle_RCPT(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        trouble = await self._trouble(server, Stage.RECIPIENT, [address])
        if trouble:
            return trouble
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 known here"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it by this name
        recipients = [str(address) for address in envelope.rcpt_tos]
        trouble = await self._trouble(server, Stage.DATA, recipients)
        if trouble:
            return trouble
        self.store.keep(recipients, envelope.original_content or b"")
        return TAKEN

    async def _trouble(self, server: SMTP, stage: Stage, recipients: list[str]) -> str | None:
        fault = self.plan.next_at(stage, recipients)
        if fault is None:
            return None
        if fault.trouble is Trouble.HANG:
            await asyncio.sleep(fault.seconds)
        if fault.trouble is Trouble.REFUSE:
            return f"{fault.code} {fault.words}"
        if isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "421 4.3.2 gone"


@frozen
class Credentials:
    username: bytes
    password: bytes

    def check(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.username,
            self.password,
        )
        # handled=False has aiosmtpd answer 535 itself; without it the client waits for ever
        return AuthResult(success=right, handled=False)


async def receive(
    reception: Reception, port: int, tls: ssl.SSLContext, credentials: Credentials | None
) -> asyncio.Server:
    """Listens on the loopback interface; with credentials, mail is accepted only after a login over TLS."""
    loop = asyncio.get_running_loop()

    def conversation() -> SMTP:
        return SMTP(
            reception,
            hostname=HOST_NAME,
            ident=GREETING,
            enable_SMTPUTF8=True,
            tls_context=tls,
            auth_required=credentials is not None,
            authenticator=credentials.check if credentials else None,
            loop=loop,
        )

    return await loop.create_server(conversation, "127.0.0.1", port)

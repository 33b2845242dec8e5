"""Hands mail to a mail server by SMTP: over TLS where the server offers it, always over TLS with a login."""

import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import aiosmtplib

from hushroom_adapters.smtp.message import NotAnAddress, mail_of
from hushroom_domain.identity.rules.email_addresses import ToAscii
from hushroom_domain.notifications.errors import AddressRefused, MailUnavailable
from hushroom_domain.notifications.model import OutgoingEmail

TIMEOUT_SECONDS = 10.0
FIRST_PERMANENT_CODE = 500
WANTS_LOGIN = frozenset({530, 534, 535, 538})
"""The replies of a server that demands another login (RFC 4954). They are permanent and say nothing about the address,
so an operator must act and no email is given up."""


class SmtpMailer:
    """Implements `Mailer`: one connection for each mail, so that no idle connection can be found dead."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        to_ascii: ToAscii,
        username: str | None = None,
        password: str | None = None,
        implicit_tls: bool = False,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Keeps the server. `sender` reads like `Hushroom <hello@example.com>`; a login is never sent without TLS.

        `to_ascii` turns domains of other scripts into the form of the DNS.
        """
        self._to_ascii = to_ascii
        self._sender = sender
        self._login = (username, password or "") if username else None
        starttls_when_offered = None
        self._connection = partial(
            aiosmtplib.SMTP,
            hostname=host,
            port=port,
            timeout=timeout_seconds,
            use_tls=implicit_tls,
            start_tls=False if implicit_tls else True if username else starttls_when_offered,
            tls_context=_tls_for(host),
        )

    async def send(self, message: OutgoingEmail) -> None:
        """Hands the mail to the server.

        Raises: MailUnavailable (a later attempt may succeed), AddressRefused (none will).
        """
        try:
            mail = mail_of(message, self._sender, self._to_ascii)
        except NotAnAddress as error:
            raise AddressRefused from error
        async with self._conversation() as server:
            try:
                await server.send_message(mail)
            except aiosmtplib.SMTPException as error:
                raise (AddressRefused if _is_for_good(error) else MailUnavailable) from error

    async def greet(self) -> None:
        """Opens a connection and logs in, without sending mail, to check the server."""
        async with self._conversation():
            pass

    @asynccontextmanager
    async def _conversation(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """Opens a connection to the server; a failure before it is open is not the mail's fault."""
        try:
            async with self._connection() as server:
                if self._login is not None:
                    await server.login(*self._login)
                yield server
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailable from error


def _is_for_good(error: Exception) -> bool:
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return all(_is_for_good(refused) for refused in error.recipients)
        case aiosmtplib.SMTPHeloError() | aiosmtplib.SMTPSenderRefused():
            return False  # it refuses us, not this address: a login is missing, or our name is not liked
        case aiosmtplib.SMTPResponseException():
            return error.code >= FIRST_PERMANENT_CODE and error.code not in WANTS_LOGIN
        case _:  # an address in a script that this server can not write
            return isinstance(error, aiosmtplib.SMTPNotSupported)


def _tls_for(host: str) -> ssl.SSLContext:
    """Returns the TLS context. Certificates are verified, except for a server on this machine, which has none."""
    context = ssl.create_default_context()
    if _is_this_machine(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""Verification sessions of Stripe Identity: only the outcome of a document leaves this module."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime
from typing import Any, Self

from attrs import field, frozen
from stripe import RequestOptions, StripeClient, StripeError
from stripe.identity import VerificationSession

from hushroom_adapters.stripe.calls import Calls, is_replayed
from hushroom_adapters.stripe.client import WHOLE_SECONDS, stripe_client
from hushroom_adapters.stripe.mapping import PAGE
from hushroom_domain.identity.model import ReportedState, VerificationFailure, VerificationReport
from hushroom_domain.identity.policy import is_old_enough
from hushroom_domain.payments.errors import ObjectMissing, ProviderUnavailable, RequestRefused
from hushroom_domain.shared.ids import UserId

STATES = {
    "requires_input": ReportedState.WAITING,
    "processing": ReportedState.PROCESSING,
    "verified": ReportedState.VERIFIED,
    "canceled": ReportedState.ENDED,
}
FAILURES = {
    "document_expired": VerificationFailure.DOCUMENT_EXPIRED,
    "consent_declined": VerificationFailure.CONSENT_DECLINED,
    "under_supported_age": VerificationFailure.UNDERAGE,
}
BIRTH = "verified_outputs.dob"


@frozen
class StripeIdentity:
    """Implements `IdentityVerifier`. The date of birth is read for a comparison and dropped.

    `sensitive` is a client whose key may read the date of birth; Stripe gives it to a restricted key only.
    """

    client: StripeClient
    sensitive: StripeClient
    web_url: str
    now: Callable[[], datetime]
    calls: Calls = field(factory=lambda: Calls(WHOLE_SECONDS))

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, secret_key: str, identity_key: str | None, api_base: str | None, web_url: str, now: Callable[[], datetime]
    ) -> AsyncIterator[Self]:
        """Opens the provider with its own connections, and closes it when the block ends; calls nothing yet."""
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(stripe_client(secret_key, api_base))
            sensitive = await stack.enter_async_context(stripe_client(identity_key or secret_key, api_base))
            yield cls(client, sensitive, web_url, now)

    async def open(self, user_id: UserId, attempt: int) -> VerificationReport:
        mark = f"{user_id}:{attempt}"

        async def create(options: RequestOptions) -> VerificationSession:
            return await self.client.v1.identity.verification_sessions.create_async(
                {
                    "type": "document",
                    "options": {"document": {"require_live_capture": True, "require_matching_selfie": True}},
                    "metadata": {"attempt": mark},
                    "client_reference_id": str(user_id),
                    "return_url": f"{self.web_url}/account",
                },
                options,
            )

        async def instead(error: StripeError) -> VerificationSession | None:
            if not is_replayed(error):
                return None
            newest = self.client.v1.identity.verification_sessions.list_async(
                {"limit": PAGE, "client_reference_id": str(user_id)}
            )
            return next((one for one in (await self.calls.ask(newest)).data if one.metadata["attempt"] == mark), None)

        opened = await self.calls.once(f"{mark}:verification", create, instead)
        return await self.look(opened.id) if is_replayed(opened) else await self._report(opened)

    async def look(self, session_id: str) -> VerificationReport:
        try:
            found = await self.calls.ask(self.client.v1.identity.verification_sessions.retrieve_async(session_id))
        except ObjectMissing:
            return VerificationReport(session_id=session_id, state=ReportedState.ENDED)
        return await self._report(found)

    async def redact(self, session_id: str) -> None:
        try:
            await self.calls.ask(self.client.v1.identity.verification_sessions.redact_async(session_id))
        except ObjectMissing:
            return
        except RequestRefused as error:
            found = await self.calls.ask(self.client.v1.identity.verification_sessions.retrieve_async(session_id))
            if found.redaction is not None:  # Asked for before.
                return
            if STATES[found.status] is ReportedState.PROCESSING:  # Stripe deletes nothing while it looks at a document.
                raise ProviderUnavailable from error
            raise

    async def _report(self, session: VerificationSession) -> VerificationReport:
        state = ReportedState.ENDED if session.redaction is not None else STATES[session.status]
        failure = None
        if state is ReportedState.WAITING and session.last_error is not None and session.last_error.code:
            state = ReportedState.FAILED
            failure = FAILURES.get(session.last_error.code, VerificationFailure.UNCONFIRMED)
        if state is ReportedState.VERIFIED:
            state, failure = await self._outcome(session.id)
        return VerificationReport(session_id=session.id, state=state, failure=failure, url=session.url)

    async def _outcome(self, session_id: str) -> tuple[ReportedState, VerificationFailure | None]:
        """Returns the outcome of a genuine document: of an adult, of a minor, or without a date of birth."""
        sessions = self.sensitive.v1.identity.verification_sessions
        found = await self.calls.ask(sessions.retrieve_async(session_id, {"expand": [BIRTH]}))
        born = _birth_of(found.to_dict())
        if born is None:
            return ReportedState.FAILED, VerificationFailure.UNCONFIRMED
        if not is_old_enough(born, self.now().date()):
            return ReportedState.FAILED, VerificationFailure.UNDERAGE
        return ReportedState.VERIFIED, None


def _birth_of(session: dict[str, Any]) -> date | None:
    dob = (session.get("verified_outputs") or {}).get("dob") or {}
    parts = [part for name in ("year", "month", "day") if isinstance(part := dob.get(name), int)]
    return date(*parts) if len(parts) == 3 else None  # noqa: PLR2004 - year, month, day

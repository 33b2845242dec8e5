"""The attempts to sign in by a provider: each is answered once, by the browser or the program that began it."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Annotated

from attrs import evolve, field, frozen

from hushroom_domain.identity.errors import ProviderProofInvalid, UnknownProvider
from hushroom_domain.identity.model import (
    KeptAttempt,
    ProvedIdentity,
    ProviderAnswer,
    ProviderAttempt,
    ProviderId,
)
from hushroom_domain.identity.policy import NAME, OPTIONAL_TOKEN, PROVIDER_NAME, PROVIDER_WORDS, TOKEN
from hushroom_domain.identity.ports import DomainNames, IdentityProviders, IdentityWork, OpaqueTokens
from hushroom_domain.identity.rules.email_addresses import EMAIL, email_problem
from hushroom_domain.shared.ids import AttemptId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen(kw_only=True)
class ProviderReturn(ValidatedInput):
    """The parameters with which a browser comes back from a provider, and the secret of the attempt that it began.

    `device_token` is the one of an earlier sign-in on the device; an attempt that adds an identity needs none.
    """

    attempt: Annotated[str, TOKEN] = field(repr=False)
    provider: Annotated[str, PROVIDER_NAME]
    state: Annotated[str, PROVIDER_WORDS] = field(default="", repr=False)
    code: Annotated[str, PROVIDER_WORDS] = field(default="", repr=False)
    issuer: Annotated[str, PROVIDER_WORDS] = ""
    error: Annotated[str, PROVIDER_WORDS] = ""
    profile: Annotated[str, PROVIDER_WORDS] = field(default="", repr=False)
    device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    @property
    def answer(self) -> ProviderAnswer:
        """Returns the answer of the provider."""
        return ProviderAnswer(
            state=self.state, code=self.code, issuer=self.issuer, error=self.error, profile=self.profile
        )


@frozen(kw_only=True)
class BegunAttempt:
    """An attempt that has begun: the secret for whoever began it, and the address to which the browser goes."""

    attempt: str = field(repr=False)
    address: str = field(repr=False)
    expires_at: datetime


@frozen
class AnsweredAttempt:
    """An attempt that was answered now, with the identity that the answer proves."""

    kept: KeptAttempt
    proved: ProvedIdentity


@frozen
class AttemptKeeper:
    """Keeps attempts by the digest of their secret, from which state, nonce and PKCE verifier follow.

    Neither the rows nor the addresses at the provider lead to the secret, so whoever reads them can answer no attempt.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    opaque_tokens: OpaqueTokens
    domain_names: DomainNames
    providers: IdentityProviders

    async def prepared(self, provider: ProviderId, user_id: UserId | None) -> tuple[KeptAttempt, BegunAttempt]:
        """Returns a new attempt, whose row the caller stores. Raises: UnknownProvider, SignInProviderUnavailable."""
        secret = self.opaque_tokens.new()
        address = await self.providers.address_of(self._attempt(secret, provider))
        kept = KeptAttempt.begun(
            attempt_id=AttemptId(self.ids.new()),
            digest=self.opaque_tokens.digest(secret),
            provider=provider,
            user_id=user_id,
            now=self.clock.now(),
        )
        return kept, BegunAttempt(attempt=secret, address=address, expires_at=kept.expires_at)

    async def answered(self, entries: ProviderReturn, user_id: UserId | None) -> AnsweredAttempt:
        """Takes the one answer of an attempt of this user, or of a sign-in, and returns what it proves.

        An answer that belongs to no attempt, or to another one, uses none up.

        Raises: ProviderProofInvalid, ProviderDeclined, UnknownProvider, SignInProviderUnavailable.
        """
        attempt = self._attempt(entries.attempt, ProviderId(entries.provider))
        if attempt.provider not in {one.id for one in self.providers.offered}:
            raise UnknownProvider
        now, digest = self.clock.now(), self.opaque_tokens.digest
        async with self.begin() as work:
            kept = await work.provider_attempts.lock(digest(entries.attempt))
            is_meant = kept is not None and (kept.provider, kept.user_id) == (attempt.provider, user_id)
            is_ours = digest(entries.state) == digest(attempt.state)
            if kept is None or not (is_meant and is_ours and kept.awaits_answer(now)):
                raise ProviderProofInvalid
            kept = kept.answered(now)
            await work.provider_attempts.save(kept)
        proved = await self.providers.identity(attempt, entries.answer)
        return AnsweredAttempt(kept, self._usable(proved))

    async def held(self, secret: str) -> ProvedIdentity:
        """Returns the proved identity whose person still has to do something. Raises: ProviderProofInvalid."""
        async with self.begin() as work:
            kept = await work.provider_attempts.get(self.opaque_tokens.digest(secret))
        return self._proved(kept)[1]

    async def take(self, work: IdentityWork, secret: str) -> ProvedIdentity:
        """Ends an attempt whose person has done what was needed, and returns the identity.

        Raises: ProviderProofInvalid (also when it was taken in the meantime).
        """
        kept, proved = self._proved(await work.provider_attempts.lock(self.opaque_tokens.digest(secret)))
        await work.provider_attempts.remove(kept.id)
        return proved

    async def hold(self, work: IdentityWork, answered: AnsweredAttempt) -> None:
        """Keeps the proved identity until its person has done what is needed."""
        await work.provider_attempts.save(answered.kept.holding(answered.proved, self.clock.now()))

    def _proved(self, kept: KeptAttempt | None) -> tuple[KeptAttempt, ProvedIdentity]:
        proved = kept.proved if kept and kept.awaits_person(self.clock.now()) else None
        if kept is None or proved is None:
            raise ProviderProofInvalid
        return kept, proved

    def _attempt(self, secret: str, provider: ProviderId) -> ProviderAttempt:
        state, nonce, verifier = (derived(secret, use) for use in ("state", "nonce", "verifier"))
        return ProviderAttempt(provider=provider, state=state, nonce=nonce, verifier=verifier)

    def _usable(self, proved: ProvedIdentity) -> ProvedIdentity:
        """Returns the identity without an address or a name that an account could not have."""
        email = proved.email if proved.email and not self._is_wrong(proved.email) else None
        return evolve(
            proved,
            email=email,
            is_email_verified=proved.is_email_verified and email is not None,
            first_name=_usable_name(proved.first_name),
            last_name=_usable_name(proved.last_name),
        )

    def _is_wrong(self, email: str) -> bool:
        return EMAIL.wrong(email) is not None or email_problem(email, self.domain_names.to_ascii) is not None


def derived(secret: str, use: str) -> str:
    """Returns the secret that follows from the one of an attempt for this use: 43 characters, as PKCE needs at least.

    None of them leads back, or to another one (HMAC-SHA-256).
    """
    digest = hmac.digest(secret.encode("utf-8", "surrogatepass"), use.encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _usable_name(name: str | None) -> str | None:
    return name if name and NAME.wrong(name) is None else None

"""Sign-ins by providers: the authorisation code flow with PKCE, state and nonce."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from hushroom_adapters.oidc.clients import Dialect, ProviderClient
from hushroom_adapters.oidc.documents import Clock, ProviderCalls, ProviderDocuments, parsed, text_in
from hushroom_adapters.oidc.id_tokens import claims_of
from hushroom_adapters.outgoing import OutgoingClient
from hushroom_domain.identity.errors import (
    ProviderDeclined,
    ProviderProofInvalid,
    SignInProviderUnavailable,
    UnknownProvider,
)
from hushroom_domain.identity.model import (
    IdentityProvider,
    ProvedIdentity,
    ProviderAnswer,
    ProviderAttempt,
    ProviderId,
)

SCOPES = {Dialect.OIDC: "openid email profile", Dialect.GITHUB: "read:user user:email", Dialect.APPLE: "name email"}
LONGEST_CODE = 4_096
LONGEST_PROFILE = 4_096
BUSY, FIRST_REDIRECT, FIRST_REFUSAL, FIRST_FAULT = 429, 300, 400, 500
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class OidcProviders:
    """Implements `IdentityProviders`. All calls go through the guarded client; none is made before it is needed."""

    def __init__(self, clients: Iterable[ProviderClient], outgoing: OutgoingClient, now: Clock) -> None:
        """Keeps the configured clients, in the order in which they are offered."""
        self._clients = {client.id: client for client in clients}
        self._calls, self._now = ProviderCalls(outgoing), now
        self._documents = {
            client.id: ProviderDocuments(client.issuer, self._calls, now) for client in self._clients.values()
        }

    @property
    def offered(self) -> tuple[IdentityProvider, ...]:
        return tuple(IdentityProvider(id=client.id, name=client.name) for client in self._clients.values())

    async def address_of(self, attempt: ProviderAttempt) -> str:
        """Returns the address to which the browser goes for this attempt.

        Raises: UnknownProvider, SignInProviderUnavailable.
        """
        client = self._client(attempt.provider)
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": client.redirect_uri,
            "scope": SCOPES[client.dialect],
            "state": attempt.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
            "code_challenge_method": "S256",
        }
        if client.dialect is Dialect.GITHUB:
            return f"{client.issuer}/authorize?{urlencode(query)}"
        query["nonce"] = attempt.nonce
        if client.dialect is Dialect.APPLE:
            query["response_mode"] = "form_post"
        address = (await self._documents[client.id].description()).authorization
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    async def identity(self, attempt: ProviderAttempt, answer: ProviderAnswer) -> ProvedIdentity:
        """Exchanges the code of the answer, once, and returns the identity that the provider proves.

        Raises: UnknownProvider, ProviderDeclined, ProviderProofInvalid, SignInProviderUnavailable.
        """
        client = self._client(attempt.provider)
        if not hmac.compare_digest(answer.state.encode("utf-8", "surrogatepass"), attempt.state.encode()):
            raise ProviderProofInvalid
        await self._check_issuer(client, answer)
        if answer.error:
            raise ProviderDeclined
        if not (0 < len(answer.code) <= LONGEST_CODE and answer.code.isascii()):
            raise ProviderProofInvalid
        if client.dialect is Dialect.GITHUB:
            return await self._of_github(client, await self._exchanged(client, attempt, answer))
        return await self._of_oidc(client, attempt, answer)

    async def look(self, provider: ProviderId) -> None:
        """Reads the description of a provider; GitHub has none. Raises: UnknownProvider, SignInProviderUnavailable."""
        if self._client(provider).dialect is not Dialect.GITHUB:
            await self._documents[provider].description()

    async def _check_issuer(self, client: ProviderClient, answer: ProviderAnswer) -> None:
        """Refuses the answer of another provider (RFC 9207).

        Raises: ProviderProofInvalid, SignInProviderUnavailable.
        """
        is_oidc = client.dialect is not Dialect.GITHUB
        is_named = is_oidc and (await self._documents[client.id].description()).names_itself
        if (answer.issuer or is_named) and answer.issuer != client.issuer:
            raise ProviderProofInvalid

    async def _of_oidc(
        self, client: ProviderClient, attempt: ProviderAttempt, answer: ProviderAnswer
    ) -> ProvedIdentity:
        documents = self._documents[client.id]
        granted = await self._exchanged(client, attempt, answer)
        claims = await claims_of(
            text_in(granted, "id_token"), client=client, documents=documents, attempt=attempt, now=self._now()
        )
        address = (await documents.description()).user_info
        if not text_in(claims, "email") and address:
            told = await self._calls.get(address, _bearer(granted))
            if text_in(told, "sub") != claims["sub"]:
                raise ProviderProofInvalid
            # The address and whether it is verified are the word of one document.
            claims = {name: value for name, value in claims.items() if name != "email_verified"} | told
        if client.dialect is Dialect.APPLE:
            claims = {**claims, **_first_profile(answer.profile)}
        return _identity(client.id, claims)

    async def _of_github(self, client: ProviderClient, granted: Mapping[str, Any]) -> ProvedIdentity:
        """Returns the person and their primary address. Raises: SignInProviderUnavailable, ProviderProofInvalid."""
        user = await self._calls.get(f"{client.api}/user", _bearer(granted))
        number = user.get("id") if isinstance(user, Mapping) else None
        if not isinstance(number, int) or isinstance(number, bool):
            raise ProviderProofInvalid
        listed = await self._calls.get(f"{client.api}/user/emails", _bearer(granted))
        addresses = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        primary = next((one for one in addresses if one.get("primary") is True), {})
        return _identity(
            client.id,
            {"sub": str(number), "email": primary.get("email"), "email_verified": primary.get("verified")},
        )

    async def _exchanged(
        self, client: ProviderClient, attempt: ProviderAttempt, answer: ProviderAnswer
    ) -> Mapping[str, Any]:
        """Returns the tokens for a code.

        Raises: ProviderProofInvalid (also for a used code), SignInProviderUnavailable.
        """
        form = {
            "grant_type": "authorization_code",
            "code": answer.code,
            "redirect_uri": client.redirect_uri,
            "client_id": client.client_id,
            "client_secret": client.secret(self._now()),
            "code_verifier": attempt.verifier,
        }
        found = await self._calls.call(
            "POST", await self._token_address(client), headers=FORM, body=urlencode(form).encode()
        )
        if found.status == BUSY or found.status >= FIRST_FAULT or FIRST_REDIRECT <= found.status < FIRST_REFUSAL:
            raise SignInProviderUnavailable
        granted = parsed(found) if found.status < FIRST_REFUSAL else {}
        if not text_in(granted, "access_token"):
            raise ProviderProofInvalid
        return dict(granted)

    async def _token_address(self, client: ProviderClient) -> str:
        if client.dialect is Dialect.GITHUB:
            return f"{client.issuer}/access_token"
        return (await self._documents[client.id].description()).token

    def _client(self, provider: ProviderId) -> ProviderClient:
        """Returns the client. Raises: UnknownProvider."""
        client = self._clients.get(provider)
        if client is None:
            raise UnknownProvider
        return client


def _bearer(granted: Mapping[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {granted['access_token']}"}


def _first_profile(text: str) -> dict[str, str]:
    """Returns the names of the first answer of Apple; they come through the browser, and prove nothing."""
    try:
        found = json.loads(text) if 0 < len(text) <= LONGEST_PROFILE else {}
    except (ValueError, RecursionError):
        return {}
    name = found.get("name") if isinstance(found, Mapping) else None
    return {"given_name": text_in(name, "firstName"), "family_name": text_in(name, "lastName")}


def _identity(provider: ProviderId, claims: Mapping[str, Any]) -> ProvedIdentity:
    """Returns the identity of proved claims; Apple writes the truth of an address in letters."""
    email, verified = text_in(claims, "email") or None, claims.get("email_verified")
    return ProvedIdentity(
        provider=provider,
        subject=text_in(claims, "sub"),
        email=email,
        is_email_verified=email is not None and (verified is True or verified == "true"),
        first_name=text_in(claims, "given_name") or None,
        last_name=text_in(claims, "family_name") or None,
    )

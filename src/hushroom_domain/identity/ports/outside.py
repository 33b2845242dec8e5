"""The ports to the world outside: clients, domains and providers of identities."""

from typing import Protocol

from hushroom_domain.identity.model import Client, IdentityProvider, ProvedIdentity, ProviderAnswer, ProviderAttempt


class Clients(Protocol):
    """Knows the client of the current request."""

    def current(self) -> Client: ...


class DomainNames(Protocol):
    """Converts the domains of email addresses."""

    def to_ascii(self, domain: str) -> str | None:
        """Returns the domain in the form of the DNS (UTS 46): ASCII, lower case; None for text that is not a domain."""
        ...


class IdentityProviders(Protocol):
    """The providers of identities (OpenID Connect, OAuth 2) by which people sign in."""

    @property
    def offered(self) -> tuple[IdentityProvider, ...]:
        """Returns the configured providers."""
        ...

    async def address_of(self, attempt: ProviderAttempt) -> str:
        """Returns the address to which the browser goes for this attempt.

        Raises: UnknownProvider, SignInProviderUnavailable.
        """
        ...

    async def identity(self, attempt: ProviderAttempt, answer: ProviderAnswer) -> ProvedIdentity:
        """Exchanges the code of the answer, once, and returns the identity that the provider proves.

        Raises: UnknownProvider, ProviderDeclined, ProviderProofInvalid, SignInProviderUnavailable.
        """
        ...

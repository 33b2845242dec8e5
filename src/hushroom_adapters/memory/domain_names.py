"""Domains of email addresses in ASCII, without the tables of Unicode."""

from attrs import frozen


@frozen
class AsciiDomainNames:
    """Implements `DomainNames` for domains in ASCII; rejects all others."""

    def to_ascii(self, domain: str) -> str | None:
        return domain.lower() if domain.isascii() else None

"""Domains of email addresses without the tables of Unicode: for tests, examples and programs with ASCII alone."""

from attrs import frozen


@frozen
class AsciiDomainNames:
    """Implements `DomainNames` for domains in ASCII; refuses all others."""

    def to_ascii(self, domain: str) -> str | None:
        return domain.lower() if domain.isascii() else None

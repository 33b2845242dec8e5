"""Domains of email addresses in the form of the DNS, by UTS 46 and IDNA 2008."""

import idna
from attrs import frozen


@frozen
class IdnaDomainNames:
    """Implements `DomainNames`; non-transitional, so that ß and ss are two domains."""

    def to_ascii(self, domain: str) -> str | None:
        try:
            return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
        except idna.IDNAError:
            return None

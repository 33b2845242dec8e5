"""Hashes passwords with bcrypt in a bounded pool of threads: a flood of sign-ins cannot stop the rest."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import TypeVar

import bcrypt

from hushroom_adapters.threads.fair_pool import FairPool, PoolBusy
from hushroom_domain.shared.errors import Unavailable

Answer = TypeVar("Answer")

LONGEST_PLAIN_BYTES = 72
PREHASHED = "sha256:"
BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")


class PasswordsBusy(Unavailable):
    """The queue of hashes is full: sign in a moment later."""

    code = "auth.busy"
    message = "Too many people are signing in right now; try again in a moment"


class BcryptPasswords:
    """Hashes passwords of any length: bcrypt reads 72 bytes, so longer ones go through SHA-256 first.

    A hash made that way is marked `sha256:$2b$...`. The mark keeps the two kinds apart: the digest of a long password
    cannot be used as a password. Plain bcrypt hashes made elsewhere still verify.
    """

    def __init__(self, *, rounds: int = 12, threads: int = 2, queue: int = 16) -> None:
        """Hashes `threads` passwords at once and queues `queue` more, by turns of their client addresses.

        A hash beyond raises `PasswordsBusy` at the address that has most of them waiting.
        """
        self._rounds = rounds
        self._pool = FairPool(threads=threads, queue=queue, name="passwords")
        # Well-formed and never matching: comparing with it costs what comparing with a real hash costs.
        self._nobody = bcrypt.gensalt(rounds).decode("ascii") + "." * 31

    async def hash(self, password: str) -> str:
        return await self._in_pool(lambda: _hash(password, self._rounds))

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Returns whether password and hash belong together; False, after the same time, without a usable hash."""
        return await self._in_pool(lambda: _verify(password, hashed or "", self._nobody))

    def is_outdated(self, hashed: str) -> bool:
        """Returns whether the hash was made in fewer rounds; one of a setting with more rounds stays."""
        found = BCRYPT.fullmatch(hashed.removeprefix(PREHASHED))
        return found is not None and int(found[1]) < self._rounds

    def close(self) -> None:
        """Lets running hashes finish and drops the waiting ones."""
        self._pool.close()

    async def _in_pool(self, work: Callable[[], Answer]) -> Answer:
        try:
            return await self._pool.run(work)
        except PoolBusy:
            raise PasswordsBusy from None


def _hash(password: str, rounds: int) -> str:
    data = _encoded(password)
    if _is_plain(data):
        return bcrypt.hashpw(data, bcrypt.gensalt(rounds)).decode("ascii")
    return PREHASHED + bcrypt.hashpw(_digest(data), bcrypt.gensalt(rounds)).decode("ascii")


def _verify(password: str, hashed: str, nobody: str) -> bool:
    data = _encoded(password)
    plain = _is_plain(data)
    kind = "" if plain else PREHASHED
    candidate = hashed.removeprefix(PREHASHED)
    comparable = hashed == kind + candidate and BCRYPT.fullmatch(candidate) is not None
    same = bcrypt.checkpw(data if plain else _digest(data), (candidate if comparable else nobody).encode("ascii"))
    return same and comparable


def _encoded(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _is_plain(data: bytes) -> bool:
    """Returns whether bcrypt reads the whole password: not one with a NUL, because bcrypt repeats it at the NUL."""
    return len(data) <= LONGEST_PLAIN_BYTES and b"\0" not in data


def _digest(data: bytes) -> bytes:
    return base64.b64encode(hashlib.sha256(data).digest())

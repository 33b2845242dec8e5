"""Hashes passwords in a bounded pool of threads: a flood of sign-ins cannot stop the rest."""

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, TypeVar

import bcrypt

from hushroom_adapters.security.argon2_hashes import Argon2Hashes
from hushroom_adapters.threads.fair_pool import FairPool, PoolBusy
from hushroom_domain.shared.errors import Unavailable

Answer = TypeVar("Answer")
Algorithm = Literal["bcrypt", "argon2id"]
Check = Callable[[bytes, bytes], bool]
"""Compares a password with a bcrypt hash, in the time of the cost of the hash."""

LONGEST_PLAIN_BYTES = 72
PREHASHED = "sha256:"
BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")


class PasswordsBusy(Unavailable):
    """The queue of hashes is full: sign in a moment later."""

    code = "auth.busy"
    message = "Too many people are signing in right now; try again in a moment"


class PooledPasswords:
    """Hashes passwords of any length by one algorithm, and compares them with hashes by both.

    bcrypt reads 72 bytes, so longer passwords go through SHA-256 first. A hash made that way is marked
    `sha256:$2b$...`. The mark keeps the two kinds apart: the digest of a long password cannot be used as a password.
    Plain bcrypt hashes made elsewhere still verify.
    """

    def __init__(
        self,
        *,
        algorithm: Algorithm = "bcrypt",
        rounds: int = 12,
        memory_kib: int = 19_456,
        iterations: int = 2,
        threads: int = 2,
        queue: int = 16,
        check: Check = bcrypt.checkpw,
    ) -> None:
        """Hashes `threads` passwords at once and queues `queue` more, by turns of their client addresses.

        A hash beyond raises `PasswordsBusy` at the address that has most of them waiting. `rounds` is the cost of
        bcrypt; `memory_kib` and `iterations` are those of argon2id.
        """
        self._rounds, self._check = rounds, check
        self._argon2 = Argon2Hashes(memory_kib, iterations)
        self._takes_argon2 = algorithm == "argon2id"
        self._pool = FairPool(threads=threads, queue=queue, name="passwords")

    async def hash(self, password: str) -> str:
        if self._takes_argon2:
            return await self._in_pool(lambda: self._argon2.hash(_encoded(password)))
        return await self._in_pool(lambda: _hash(password, self._rounds))

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Returns whether password and hash belong together; False, after the same time, without a usable hash."""
        return await self._in_pool(lambda: self._matches(password, hashed or ""))

    def is_outdated(self, hashed: str) -> bool:
        """Returns whether the hash was made by the other algorithm or at less cost; a dearer one stays."""
        if self._takes_argon2 or self._argon2.knows(hashed):
            return not self._takes_argon2 or self._argon2.is_outdated(hashed)
        cost = _cost(hashed)
        return cost is not None and cost < self._rounds

    def close(self) -> None:
        """Lets running hashes finish and drops the waiting ones."""
        self._pool.close()

    def _matches(self, password: str, hashed: str) -> bool:
        """Compares with a hash by either algorithm.

        Once argon2id makes the hashes, a wrong password costs as much as both algorithms together, because accounts
        with a hash by bcrypt would else be told by the time of the refusal.
        """
        if self._argon2.knows(hashed):
            matches = self._argon2.verify(_encoded(password), hashed)
            return matches or self._matches_bcrypt(password, "")
        matches = self._matches_bcrypt(password, hashed)
        if not matches and self._takes_argon2:
            self._argon2.hash(_encoded(password))
        return matches

    def _matches_bcrypt(self, password: str, hashed: str) -> bool:
        """Compares; a wrong password costs as much as a hash of today's cost, also where the stored one is cheaper."""
        cost = _cost(hashed) or self._rounds
        matches = _verify(password, hashed, _nobody(cost), self._check)
        if not matches:
            # A cost c is 2^c rounds, and 2^c + (2^c + 2^(c+1) + ... + 2^(d-1)) = 2^d.
            for missing in range(cost, self._rounds):
                _verify(password, "", _nobody(missing), self._check)
        return matches

    async def _in_pool(self, work: Callable[[], Answer]) -> Answer:
        try:
            return await self._pool.run(work)
        except PoolBusy:
            raise PasswordsBusy from None


def _cost(hashed: str) -> int | None:
    """Returns the cost of a hash: the logarithm of the number of its rounds; None for a text that is no hash."""
    found = BCRYPT.fullmatch(hashed.removeprefix(PREHASHED))
    return None if found is None else int(found[1])


def _hash(password: str, rounds: int) -> str:
    data = _encoded(password)
    if _is_plain(data):
        return bcrypt.hashpw(data, bcrypt.gensalt(rounds)).decode("ascii")
    return PREHASHED + bcrypt.hashpw(_digest(data), bcrypt.gensalt(rounds)).decode("ascii")


def _verify(password: str, hashed: str, nobody: str, check: Check = bcrypt.checkpw) -> bool:
    data = _encoded(password)
    plain = _is_plain(data)
    kind = "" if plain else PREHASHED
    candidate = hashed.removeprefix(PREHASHED)
    comparable = hashed == kind + candidate and BCRYPT.fullmatch(candidate) is not None
    same = check(data if plain else _digest(data), (candidate if comparable else nobody).encode("ascii"))
    return same and comparable


@lru_cache
def _nobody(cost: int) -> str:
    """Returns a well-formed hash that never matches: a comparison with it costs what one with a real hash costs."""
    return bcrypt.gensalt(cost).decode("ascii") + "." * 31


def _encoded(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _is_plain(data: bytes) -> bool:
    """Returns whether bcrypt reads the whole password: not one with a NUL, because bcrypt repeats it at the NUL."""
    return len(data) <= LONGEST_PLAIN_BYTES and b"\0" not in data


def _digest(data: bytes) -> bytes:
    return base64.b64encode(hashlib.sha256(data).digest())

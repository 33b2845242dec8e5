"""Passwords by argon2id beside those by bcrypt: each verifies, and the setting says which of them is outdated."""

from collections.abc import AsyncIterator
from typing import Any

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.security.argon2_hashes import Argon2Hashes
from hushroom_adapters.security.passwords import Algorithm, PooledPasswords

CHEAP: dict[str, Any] = {"rounds": 4, "memory_kib": 64, "iterations": 1, "queue": 50}
PASSWORD = "Password123!"
ALGORITHMS: tuple[Algorithm, ...] = ("bcrypt", "argon2id")
FOREIGN = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
"""The hash of `password` of the reference implementation, with the salt `somesalt`."""


@pytest.fixture
async def argon2() -> AsyncIterator[PooledPasswords]:
    pool = PooledPasswords(algorithm="argon2id", **CHEAP)
    yield pool
    pool.close()


@pytest.fixture
async def plain() -> AsyncIterator[PooledPasswords]:
    pool = PooledPasswords(**CHEAP)
    yield pool
    pool.close()


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_hash_belongs_to_one_password(one: str, other: str) -> None:
    hashes = Argon2Hashes(memory_kib=64, iterations=1)
    hashed = hashes.hash(one.encode("utf-8", "surrogatepass"))
    assert hashes.knows(hashed)
    assert hashes.verify(other.encode("utf-8", "surrogatepass"), hashed) == (one == other)


async def test_the_setting_says_how_new_passwords_are_hashed(argon2: PooledPasswords, plain: PooledPasswords) -> None:
    assert (await argon2.hash(PASSWORD)).startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert (await plain.hash(PASSWORD)).startswith("$2b$04$")


async def test_a_hash_made_elsewhere_verifies(argon2: PooledPasswords, plain: PooledPasswords) -> None:
    for passwords in (argon2, plain):
        assert await passwords.verify("password", FOREIGN)
        assert not await passwords.verify("Password", FOREIGN)


async def test_each_algorithm_verifies_the_hashes_of_the_other(argon2: PooledPasswords, plain: PooledPasswords) -> None:
    for made_by, verified_by in ((argon2, plain), (plain, argon2)):
        for password in (PASSWORD, "long" * 30, "n\0l", "\ud800"):
            hashed = await made_by.hash(password)
            assert await verified_by.verify(password, hashed)
            assert not await verified_by.verify(f"{password}?", hashed)
            assert verified_by.is_outdated(hashed)
            assert not made_by.is_outdated(hashed)


@pytest.mark.parametrize(("memory", "iterations", "is_outdated"), [(64, 1, True), (128, 1, True), (64, 2, True),
                                                                  (128, 2, False), (256, 3, False)])  # fmt: skip
async def test_a_hash_at_less_cost_is_outdated(memory: int, iterations: int, is_outdated: bool) -> None:
    hashed = Argon2Hashes(memory, iterations).hash(b"password")
    assert Argon2Hashes(128, 2).is_outdated(hashed) == is_outdated
    assert Argon2Hashes(128, 2).verify(b"password", hashed)


@pytest.mark.parametrize(
    "hashed",
    [None, "", "password", "$argon2id$v=19$m=64,t=1,p=1$",
     "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b1dWR",
     "$argon2id$v=19$m=1,t=0,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b1dWRWJTmaaJObGRdescudvJCs", "\ud800"],
)  # fmt: skip
@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_what_is_no_hash_matches_nothing(algorithm: Algorithm, hashed: str | None) -> None:
    passwords = PooledPasswords(algorithm=algorithm, **CHEAP)
    assert not await passwords.verify("", hashed)
    assert not await passwords.verify(PASSWORD, hashed)
    passwords.close()


async def test_a_wrong_password_costs_both_algorithms_whatever_the_stored_hash_is() -> None:
    compared: list[bytes] = []

    def check(password: bytes, hashed: bytes) -> bool:
        compared.append(hashed)
        return bcrypt.checkpw(password, hashed)

    passwords = PooledPasswords(algorithm="argon2id", **CHEAP, check=check)
    stored = [None, await PooledPasswords(**CHEAP).hash(PASSWORD), await passwords.hash(PASSWORD)]
    for hashed in stored:
        assert not await passwords.verify("Wrong123!", hashed)
    assert len(compared) == len(stored)
    assert await passwords.verify(PASSWORD, stored[2])
    assert len(compared) == len(stored)
    passwords.close()

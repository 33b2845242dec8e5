"""Password hashes: passwords of any length, hashes made elsewhere, and the bounded pool that refuses when full."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator

import bcrypt
import pytest
import pytest_asyncio
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.security import passwords as module
from hushroom_adapters.security.passwords import PasswordsBusy, PooledPasswords
from hushroom_domain.shared.errors import Unavailable
from tests.support.waiting import PATIENCE_SECONDS

CHEAP = 4


@pytest_asyncio.fixture
async def passwords() -> AsyncIterator[PooledPasswords]:
    pool = PooledPasswords(rounds=CHEAP, threads=2, queue=50)
    yield pool
    pool.close()


async def test_a_password_verifies_against_its_own_hash_only(passwords: PooledPasswords) -> None:
    hashed = await passwords.hash("Password123!")
    assert await passwords.verify("Password123!", hashed)
    assert not await passwords.verify("Password123?", hashed)


async def test_twelve_rounds_are_what_a_hash_costs_unless_told_otherwise() -> None:
    """A hash of twelve rounds takes a quarter of a second, so the test reads the cost instead of computing a hash."""
    default, cheap = PooledPasswords(), PooledPasswords(rounds=CHEAP)
    assert (await cheap.hash("Password123!")).startswith(f"$2b$0{cheap._rounds}$")
    assert default._rounds == 12
    default.close()
    cheap.close()


async def test_two_long_passwords_that_share_72_bytes_are_two_passwords(passwords: PooledPasswords) -> None:
    hashed = await passwords.hash("x" * 72 + "a")
    assert await passwords.verify("x" * 72 + "a", hashed)
    assert not await passwords.verify("x" * 72 + "b", hashed)
    assert not await passwords.verify("x" * 72, hashed)


async def test_a_hash_of_72_bytes_is_plain_bcrypt_and_one_byte_more_is_marked(passwords: PooledPasswords) -> None:
    assert (await passwords.hash("ä" * 36)).startswith("$2b$")
    assert (await passwords.hash("ä" * 36 + "x")).startswith("sha256:$2b$")


async def test_the_digest_of_a_long_password_does_not_open_its_account(passwords: PooledPasswords) -> None:
    long = "correct horse battery staple " * 4
    hashed = await passwords.hash(long)
    digest = module._digest(long.encode()).decode()
    assert await passwords.verify(long, hashed)
    assert not await passwords.verify(digest, hashed)


@pytest.mark.parametrize("mark", ["$2a$", "$2b$", "$2y$"])
async def test_a_plain_hash_made_elsewhere_still_verifies(passwords: PooledPasswords, mark: str) -> None:
    elsewhere = bcrypt.hashpw(b"Password123!", bcrypt.gensalt(CHEAP)).decode().replace("$2b$", mark)
    assert await passwords.verify("Password123!", elsewhere)
    assert not await passwords.verify("Password123", elsewhere)


async def test_a_long_password_does_not_match_a_hash_of_its_first_72_bytes(passwords: PooledPasswords) -> None:
    elsewhere = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(CHEAP)).decode()
    assert await passwords.verify("x" * 72, elsewhere)
    assert not await passwords.verify("x" * 73, elsewhere)


async def test_a_nul_inside_does_not_make_two_passwords_one(passwords: PooledPasswords) -> None:
    hashed = await passwords.hash("aA1")
    assert not await passwords.verify("aA1\0aA1", hashed)
    with_nul = await passwords.hash("aA1\0x")
    assert await passwords.verify("aA1\0x", with_nul)
    assert not await passwords.verify("aA1\0y", with_nul)


@pytest.mark.parametrize("stored", [None, "", "!", "$2b$12$short", "sha256:", "md5$abc", "$2b$99$" + "a" * 53])
async def test_without_a_usable_hash_nothing_matches(passwords: PooledPasswords, stored: str | None) -> None:
    assert not await passwords.verify("Password123!", stored)


def test_nobody_costs_the_same_time_as_somebody() -> None:
    hashed = module._hash("Password123!", 7)
    nobody = module._nobody(7)
    somebody = min(_cpu_seconds(hashed, nobody) for _ in range(5))
    for stranger in ("", "!", "sha256:" + hashed):
        assert 0.7 < min(_cpu_seconds(stranger, nobody) for _ in range(5)) / somebody < 1.4


def _cpu_seconds(hashed: str, nobody: str) -> float:
    """Returns the processor time of this thread, because the time on the wall depends on the load of the machine."""
    start = time.thread_time()
    assert not module._verify("Wrong123!", hashed, nobody)
    return time.thread_time() - start


async def test_a_full_queue_refuses_and_later_serves_again() -> None:
    narrow = PooledPasswords(rounds=9, threads=1, queue=2)
    answers = await asyncio.gather(*(narrow.hash("Password123!") for _ in range(10)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, PasswordsBusy)]
    assert len(refused) == 7
    assert isinstance(refused[0], Unavailable)
    assert refused[0].retry_after_seconds > 0
    assert await narrow.verify("Password123!", str(answers[0]))
    narrow.close()


async def test_a_client_that_hangs_up_frees_its_place_only_when_its_hash_is_done() -> None:
    narrow = PooledPasswords(rounds=10, threads=1, queue=0)
    leaving = asyncio.create_task(narrow.hash("Password123!"))
    await asyncio.sleep(0.01)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    with pytest.raises(PasswordsBusy):
        await narrow.hash("Password123!")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await _served(narrow):  # noqa: ASYNC110 - a pool announces no free place
            await asyncio.sleep(0.01)
    narrow.close()


async def _served(passwords: PooledPasswords) -> bool:
    try:
        return bool(await passwords.hash("Password123!"))
    except PasswordsBusy:
        return False


async def test_the_event_loop_runs_on_while_a_password_is_hashed() -> None:
    """A busy machine may finish a short hash before the loop has its turn, so each hash takes longer than the last."""
    beats = 0
    for rounds in range(8, 16):
        beats = await _beats_during_a_hash(rounds)
        if beats > 1:
            break
    assert beats > 1
    assert threading.current_thread() is threading.main_thread()


async def _beats_during_a_hash(rounds: int) -> int:
    pool = PooledPasswords(rounds=rounds, threads=1)
    hashing = asyncio.create_task(pool.hash("Password123!"))
    beats = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        beats += 1
    pool.close()
    return beats


@given(st.text(max_size=120), st.text(max_size=120))
def test_a_hash_is_of_one_password(one: str, other: str) -> None:
    hashed = module._hash(one, CHEAP)
    nobody = module._hash("", CHEAP)
    assert module._verify(one, hashed, nobody)
    assert module._verify(other, hashed, nobody) == (one == other)


def test_a_hash_of_fewer_rounds_is_outdated_and_one_of_more_is_not() -> None:
    pool = PooledPasswords(rounds=5)
    cheap, same, dear = (module._hash("Password123!", rounds) for rounds in (4, 5, 6))
    long = module._hash("Aa1" + "x" * 100, 4)
    assert [pool.is_outdated(hashed) for hashed in (cheap, long, same, dear)] == [True, True, False, False]
    assert not pool.is_outdated("a text that is no hash")
    pool.close()


@define
class CountedChecks:
    """Compares nothing, and notes the costs of the hashes that it was given."""

    costs: list[int] = field(factory=list)

    def __call__(self, password: bytes, hashed: bytes) -> bool:
        assert password
        self.costs.append(int(hashed[4:6]))
        return False


@pytest.mark.parametrize("password", ["Wrong456!", "x" * 100])
@pytest.mark.parametrize("mark", ["", "sha256:"])
@pytest.mark.parametrize("cost", [4, 8, 11, 12])
async def test_a_wrong_password_costs_the_same_whatever_its_stored_hash_cost(
    password: str, mark: str, cost: int
) -> None:
    checks = CountedChecks()
    pool = PooledPasswords(rounds=12, check=checks)
    assert not await pool.verify(password, None)
    assert checks.costs == [12]
    checks.costs.clear()
    stored = f"{mark}$2b${cost:02}${'a' * 53}"
    assert not await pool.verify(password, stored)
    assert sum(2**one for one in checks.costs) == 2**12
    pool.close()


async def test_a_hash_of_a_higher_cost_than_todays_is_compared_once() -> None:
    checks = CountedChecks()
    pool = PooledPasswords(rounds=4, check=checks)
    assert not await pool.verify("Wrong456!", f"$2b$06${'a' * 53}")
    assert checks.costs == [6]
    pool.close()


async def test_a_right_password_is_compared_once() -> None:
    stored = await PooledPasswords(rounds=4).hash("Password123!")
    pool = PooledPasswords(rounds=6)
    assert await pool.verify("Password123!", stored)
    assert not await pool.verify("Password123?", stored)
    pool.close()

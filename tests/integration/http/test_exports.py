"""Large, concurrent and interrupted data exports: complete responses, and no delay for other requests."""

import asyncio
import errno
from collections.abc import AsyncGenerator, AsyncIterable
from io import BytesIO
from typing import Any

import msgspec
import pytest
from attrs import evolve

from hushroom_adapters.postgres.core.database import Database
from hushroom_domain.administration.policy import EXPORT_SLICE
from hushroom_domain.administration.queries import Export, whole
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.errors import Unavailable
from hushroom_http.api_v1.identity import export_writer
from hushroom_http.api_v1.identity.export_responses import export_answer
from hushroom_http.api_v1.identity.export_writer import MOST_AT_ONCE, Places, written
from tests.integration.http.world import World, web
from tests.support.builders import NOW, a_drift_log, a_payment, a_refund, a_user, an_act
from tests.support.contracts.storage import Storage, postgres_storage
from tests.support.databases import opened

MANY = 2 * EXPORT_SLICE + 7


async def sent(slices: AsyncGenerator[Export, None]) -> bytes:
    """Returns the body of the response."""
    answer = await written(slices, NOW)
    assert isinstance(answer.iterator, AsyncIterable)
    return b"".join([chunk async for chunk in answer.iterator if isinstance(chunk, bytes)])


async def busy(kept: Storage, sessions: int) -> Any:
    """Stores a user with that many sessions, refunded payments, drift logs and audit entries."""
    user, companion = await kept.user(), await kept.companion()
    for number in range(sessions):
        session = await kept.session(companion, user)
        payment = a_payment(session_id=session.id, payer_id=user.id, companion_id=companion.id)
        async with kept.begin() as work:
            await work.payments.add(evolve(payment, status=PaymentStatus.CAPTURED, captured=payment.amount))
            if number % 50 == 0:
                await work.payments.add_refund(a_refund(payment_id=payment.id))
                await work.drift_logs.add(a_drift_log(session_id=session.id))
            await work.audit.add(an_act(actor_id=user.id))
    return user


async def test_a_long_export_is_the_same_in_slices_as_in_one_piece(database: Database) -> None:
    kept = postgres_storage(database)
    user = await busy(kept, MANY)
    slices = [part async for part in kept.asked.exports.slices(user.id)]
    assert max(len(part.sessions) for part in slices) == EXPORT_SLICE
    held = await whole(kept.asked.exports.slices(user.id))
    assert held is not None
    assert (len(held.sessions), len(held.payments), len(held.refunds), len(held.drift_logs)) == (MANY, MANY, 5, 5)
    assert len({view.session.id for view in held.sessions}) == MANY
    assert msgspec.json.decode(await sent(kept.asked.exports.slices(user.id))) == msgspec.json.decode(
        msgspec.json.encode(export_answer(held, NOW))
    )


async def test_an_export_is_as_of_one_moment(database: Database) -> None:
    kept = postgres_storage(database)
    user = await busy(kept, EXPORT_SLICE + 1)
    slices = kept.asked.exports.slices(user.id)
    seen = [await anext(slices)]
    while not seen[-1].sessions:
        seen.append(await anext(slices))
    await kept.session(seeker=user)
    async with kept.begin() as work:
        await work.audit.add(an_act(actor_id=user.id))
    seen += [part async for part in slices]
    assert sum(len(part.sessions) for part in seen) == EXPORT_SLICE + 1
    assert sum(len(part.audit_logs) for part in seen) == EXPORT_SLICE + 1


async def test_an_export_that_nobody_wants_any_more_gives_its_connection_back(database_url: str) -> None:
    async with opened(database_url, pool_size=1) as database:
        kept = postgres_storage(database)
        user = await busy(kept, 3)
        slices = kept.asked.exports.slices(user.id)
        await anext(slices)
        await anext(slices)
        await slices.aclose()
        async with kept.begin() as work:
            assert await work.users.get(user.id) == user


async def test_others_are_served_between_any_two_slices() -> None:
    events: list[str] = []
    is_over = False

    async def slices() -> AsyncGenerator[Export, None]:
        user = a_user()
        for _ in range(50):
            events.append("slice")
            yield Export(user=user)

    async def others() -> None:
        while not is_over:
            events.append("other")
            await asyncio.sleep(0)

    others_running = asyncio.create_task(others())
    await asyncio.gather(*(sent(slices()) for _ in range(MOST_AT_ONCE)))
    is_over = True
    await others_running
    runs = " ".join(events).split("other")
    assert max(run.count("slice") for run in runs) <= MOST_AT_ONCE
    assert events.count("slice") == 50 * MOST_AT_ONCE


def test_no_more_exports_are_written_at_a_time_than_there_are_places() -> None:
    places = Places(most=2)
    with places.taken(), places.taken():
        with pytest.raises(export_writer.ExportsBusy), places.taken():
            pass
        with pytest.raises(export_writer.ExportsBusy), places.taken():
            pass
    with places.taken(), places.taken():
        pass


async def test_an_export_too_many_is_asked_to_come_back_and_is_not_noted(world: World) -> None:
    ada, admin = await world.join("ada"), await world.admin()
    places: Places = web(world.platform.settings.http).state.exports
    with places.taken(), places.taken():
        answer = await world.ask("POST", "/users/me/data-export", ada)
    assert (answer.status_code, answer.json()["code"]) == (503, "users.exports_busy")
    assert answer.headers["retry-after"] == "5"
    assert (await world.get("/admin/audit-logs?action=DATA_EXPORT", admin))["logs"] == []
    again = await world.ask("POST", "/users/me/data-export", ada)
    assert again.status_code == 200
    assert again.headers["content-length"] == str(len(again.content))
    assert again.headers["content-type"].startswith("application/json")
    assert again.json()["profile"]["id"] == ada.id


class FullDisk(BytesIO):
    """A file that accepts one write and then fails, as on a full disk."""

    def write(self, data: Any) -> int:
        if self.tell():
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


async def test_a_full_disk_refuses_an_export_and_frees_what_it_held() -> None:
    is_closed, file = False, FullDisk()

    async def slices() -> AsyncGenerator[Export, None]:
        nonlocal is_closed
        try:
            while True:
                yield Export(user=a_user())
        finally:
            is_closed = True

    with pytest.raises(export_writer.NoRoomForExport):
        await written(slices(), NOW, lambda: file)
    assert is_closed
    assert file.closed


async def test_a_database_that_goes_away_refuses_an_export_of_which_nothing_was_sent() -> None:
    file = BytesIO()

    async def slices() -> AsyncGenerator[Export, None]:
        yield Export(user=a_user())
        raise Unavailable

    with pytest.raises(Unavailable):
        await written(slices(), NOW, lambda: file)
    assert file.closed

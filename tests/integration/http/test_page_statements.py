"""A page asks the database twice at most, for its reader and for what it shows; pages that show more are listed."""

from collections.abc import Mapping

from hushroom_adapters.postgres.core.database import Database
from hushroom_http.pages.public import in_all_languages
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.test_page_authorisation import READERS, TABLE, assemble, filled, opened
from tests.integration.http.world import World
from tests.support.counting import CountingDatabase

USUAL = 2
MORE: Mapping[str, int] = {
    **dict.fromkeys(in_all_languages("/companions"), 3),
    **{f"/admin/{name}.csv": 4 for name in ("users", "companions", "sessions", "payments", "reports", "ratings")},
    "/admin/contract-templates.csv": 4,
    "/admin/audit/entries.csv": 4,
    "/sessions/{session_id}": 4,
    "/sessions/{session_id}/payment": 3,
    "/sessions/{session_id}/room": 3,
    "/companion": 4,
    "/companion/earnings": 4,
    "/companion/reviews": 3,
    "/admin": 6,
    "/admin/users/{user_id}": 5,
    "/admin/companions/{companion_id}": 3,
    "/admin/sessions/{session_id}": 4,
    "/admin/reports/{report_id}": 4,
    "/admin/payments/{payment_id}": 4,
    "/admin/payments/{payment_id}/refund": 3,
}
"""The pages that show the data of several reads, and the number of their statements.

A download is noted in the audit log, under the key of the administrator, which is one read more.
"""


async def test_every_page_asks_as_often_as_it_shows_things(database: Database) -> None:
    counting = CountingDatabase(database)
    world = World.new(parts_on_postgres(counting))  # type: ignore[arg-type] # it has what is used of a database
    async with world.http:
        cast, asked = await assemble(world), dict[str, int]()
        for path, row in TABLE.items():
            for name in ("stranger", *READERS):
                before = counting.asked
                await opened(cast.browsers[name], filled(path, cast.ids, row.ids))
                asked[path] = max(asked.get(path, 0), counting.asked - before)
    assert {path: number for path, number in asked.items() if number > USUAL} == MORE

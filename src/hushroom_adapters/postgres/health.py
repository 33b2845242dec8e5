"""Health of the database: availability, version and revision."""

from functools import cache

from attrs import frozen
from sqlalchemy import text

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import QueryExecutor

_PING = text("SELECT 1")
_VERSION = text("SELECT current_setting('server_version') AS version")
_IS_MIGRATED = text("SELECT to_regclass('alembic_version') IS NOT NULL AS is_migrated")
_SMALL_MEMORY = "SET LOCAL work_mem = '64kB'"
_SPILL = """
    WITH spilled AS MATERIALIZED (SELECT repeat(md5(number::text), 16) AS line FROM generate_series(1, 2000) AS number)
    SELECT sum(length(line)) FROM spilled
"""
"""Sorts a megabyte beyond the memory limit, so that the server writes a temporary file."""
_REVISION = text("SELECT version_num FROM alembic_version")


@frozen
class DatabaseHealth:
    """Checks the database. Each check raises DatabaseUnavailable when the server does not answer."""

    database: Database

    async def ping(self) -> None:
        """Runs an empty query."""
        await self._executor.row(_PING)

    async def spill(self) -> None:
        """Lets the server write a megabyte into a temporary file. Raises: DatabaseUnavailable, on a full disk."""
        async with self.database.connection() as connection, connection.transaction():
            await connection.execute(_SMALL_MEMORY)
            await connection.execute(_SPILL)

    async def version(self) -> str:
        """Returns the server's version, such as `18.1`."""
        row = await self._executor.row(_VERSION)
        assert row is not None, "a setting has a value"
        return str(row[0]).split(" ", maxsplit=1)[0]

    async def revision(self) -> str | None:
        """Returns the revision of the database, None before the first migration."""
        migrated = await self._executor.row(_IS_MIGRATED)
        if migrated is None or not migrated[0]:
            return None
        row = await self._executor.row(_REVISION)
        return None if row is None else str(row[0])

    async def at_head(self) -> bool:
        """Returns whether the database is at the newest revision of this program."""
        return await self.revision() == _head()

    @property
    def _executor(self) -> QueryExecutor:
        return QueryExecutor(self.database)


@cache
def _head() -> str | None:
    # Alembic takes a tenth of a second to import, and most processes never migrate.
    from hushroom_adapters.postgres.migrate import head

    return head()

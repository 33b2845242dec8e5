"""Checks a PostgreSQL server: availability, version, encoding, extensions and revision."""

from sqlalchemy import text

from hushroom_adapters.observability.findings import CheckFailed, CheckWarning
from hushroom_adapters.postgres.core.database import open_database
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.repositories import utc_now
from hushroom_adapters.postgres.health import DatabaseHealth
from hushroom_adapters.postgres.migrate import ENCODING, not_unicode
from hushroom_adapters.postgres.outbox.store import OutboxStore

OLDEST_VERSION = 15
_ENCODING = text("SELECT current_setting('server_encoding') AS encoding")
_MISSING = text("""
    SELECT wanted.name FROM (VALUES ('btree_gist'), ('pg_trgm')) AS wanted (name)
    WHERE wanted.name NOT IN (SELECT name FROM pg_available_extensions) ORDER BY 1
""")

_LOGGING = text("""
    SELECT
        current_setting('log_error_verbosity') <> 'terse' AS quotes_rows,
        current_setting('log_parameter_max_length') <> '0' AND (
            current_setting('log_statement') <> 'none' OR current_setting('log_min_duration_statement') <> '-1'
        ) OR current_setting('log_parameter_max_length_on_error') <> '0' AS quotes_parameters
""")


async def probe_postgres(url: str) -> str:
    """Returns the state of the server in one line. Raises: CheckFailed, DatabaseUnavailable."""
    database = open_database(url, pool_size=1)
    try:
        version = await DatabaseHealth(database).version()
        if int(version.partition(".")[0]) < OLDEST_VERSION:
            raise CheckFailed(f"PostgreSQL {version} is too old", f"Use PostgreSQL {OLDEST_VERSION} or later.")
        (encoding,) = await QueryExecutor(database).rows(_ENCODING)
        if encoding[0] != ENCODING:
            raise not_unicode(str(encoding[0]))
        missing = [str(row[0]) for row in await QueryExecutor(database).rows(_MISSING)]
        if missing:
            raise CheckFailed(
                f"lacks {' and '.join(missing)}", "Install the contrib modules of PostgreSQL on its server."
            )
        if not await DatabaseHealth(database).at_head():
            raise CheckFailed("has not run every migration", "Run hushroom migrate.")
    finally:
        await database.close()
    return f"PostgreSQL {version}, migrated"


async def probe_effects(url: str) -> str:
    """Returns the backlog of the effects in one line.

    Raises: CheckFailed, when effects are late or were given up, or the outbox does not exist; DatabaseUnavailable.
    """
    database = open_database(url, pool_size=1)
    try:
        if await DatabaseHealth(database).revision() is None:
            raise CheckFailed("there is no outbox yet", "Run hushroom migrate.")
        lag = await OutboxStore(database).lag(utc_now())
    finally:
        await database.close()
    if lag.dead:
        raise CheckFailed(
            f"{lag.dead} given up", "Run hushroom dead-letters, fix the cause, then run it again with --replay-all."
        )
    if lag.late:
        ages = ", ".join(lag.age_in_words(lane) for lane in lag.late)
        raise CheckFailed(f"{lag.pending} waiting, {ages}", "Start a hushroom worker, or fix what its reactions need.")
    return f"{lag.pending} waiting" if lag.pending else "none waiting"


async def probe_log(url: str) -> str:
    """Checks that the server's log quotes no personal data. Raises: CheckWarning, DatabaseUnavailable."""
    database = open_database(url, pool_size=1)
    try:
        ((quotes_rows, quotes_parameters),) = await QueryExecutor(database).rows(_LOGGING)
    finally:
        await database.close()
    settings = [
        *(["log_error_verbosity = terse"] if quotes_rows else []),
        *(["log_parameter_max_length = 0", "log_parameter_max_length_on_error = 0"] if quotes_parameters else []),
    ]
    if settings:
        raise CheckWarning("its log may quote personal data", f"Set {', '.join(settings)} at the server.")
    return "quotes no values"

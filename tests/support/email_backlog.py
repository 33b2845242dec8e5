"""Thousands of queued emails, for tests and measurements of work that must not wait behind them."""

import json
from collections.abc import Iterable

import psycopg

from hushroom_domain.shared.ids import UserId

PILE = """
    INSERT INTO outbox (event, reaction, lane, payload, attempts, due_at, next_at, created_at)
    SELECT 'user.password_forgotten', 'send_reset_link', 'mail',
        jsonb_build_object('request_id', gen_random_uuid(), 'user_id', people.id), 0, at, at, at
    FROM (SELECT value #>> '{}' AS id FROM jsonb_array_elements(%s::jsonb)) AS people,
        generate_series(1, %s), (SELECT now() - interval '1 minute' AS at) AS moment
"""
WAITING = """
    SELECT count(*) FROM outbox WHERE lane = %s AND done_at IS NULL AND died_at IS NULL AND due_at <= now()
"""


def pile_up_mails(rows: psycopg.Connection, user_ids: Iterable[UserId], each: int) -> None:
    """Queues `each` emails with reset links for each of these people, due a minute ago."""
    rows.execute(PILE, (json.dumps([str(user_id) for user_id in user_ids]), each))


def waiting(rows: psycopg.Connection, lane: str) -> int:
    """Returns the number of outbox rows of a lane that are due and not done."""
    row = rows.execute(WAITING, (lane,)).fetchone()
    assert row is not None
    return int(row[0])

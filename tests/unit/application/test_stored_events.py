"""Outbox rows of an earlier release are read by this one, and cause the same reactions.

`data/outbox_rows.jsonl` keeps rows as releases wrote them. Never change a line; add one for each new form.
"""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_domain.reactions import BY_NAME, EVENTS_BY_NAME, REACTIONS, lane_of, names_for
from hushroom_domain.shared.errors import NotFound
from tests.support.worlds import World

CODEC = JsonCodec()
LINES = (Path(__file__).parent / "data/outbox_rows.jsonl").read_text(encoding="utf-8").splitlines()
STORED: list[dict[str, Any]] = [json.loads(line) for line in LINES]
IDS = [f"{row['event']} {row['reaction']}" for row in STORED]


def as_value(text: Any) -> Any:
    """Returns a datetime for the text of one, so that both notations of UTC are equal."""
    return datetime.fromisoformat(text) if isinstance(text, str) and text.startswith("2026-") else text


@pytest.mark.parametrize("row", STORED, ids=IDS)
def test_a_stored_event_is_read_with_all_that_it_carries(row: dict[str, Any]) -> None:
    event = CODEC.build(row["payload"], EVENTS_BY_NAME[row["event"]])
    written = json.loads(CODEC.dump(event))
    assert {name: as_value(written[name]) for name in row["payload"]} == {
        name: as_value(value) for name, value in row["payload"].items()
    }


@pytest.mark.parametrize("row", STORED, ids=IDS)
def test_a_stored_row_causes_the_same_in_the_same_lane(row: dict[str, Any]) -> None:
    event = CODEC.build(row["payload"], EVENTS_BY_NAME[row["event"]])
    assert row["reaction"] in names_for(event)
    assert lane_of(row["reaction"]).value == row["lane"]


@pytest.mark.parametrize("row", STORED, ids=IDS)
async def test_a_stored_row_is_carried_out_although_its_subject_is_gone(world: World, row: dict[str, Any]) -> None:
    event = CODEC.build(row["payload"], EVENTS_BY_NAME[row["event"]])
    with suppress(NotFound):  # The subject of an old row may be gone; no other error is allowed.
        await BY_NAME[row["reaction"]].run(world.app, event)


def test_every_reaction_has_a_stored_row() -> None:
    assert {(row["event"], row["reaction"]) for row in STORED} == {
        (reaction.event.name, reaction.name) for reaction in REACTIONS
    }, "write down how the row of a new reaction is stored; a name that was stored once never disappears"


def test_today_writes_one_of_the_stored_forms() -> None:
    for row in STORED:
        event = CODEC.build(row["payload"], EVENTS_BY_NAME[row["event"]])
        forms = [other["payload"] for other in STORED if other["event"] == row["event"]]
        assert json.loads(CODEC.dump(event)).keys() in [form.keys() for form in forms], f"add a line for {row['event']}"


def test_one_name_has_one_meaning() -> None:
    for reaction in REACTIONS:
        assert (BY_NAME[reaction.name].run, BY_NAME[reaction.name].lane) == (reaction.run, reaction.lane)

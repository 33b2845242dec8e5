"""Drift over the realtime channel: flags, escalation and acknowledgement."""

from typing import Any

import pytest

from tests.integration.realtime.harness import RealtimeHarness

KEYS = {
    "id", "sessionId", "severity", "message", "triggerType", "triggerData", "acknowledgedBy", "acknowledgedAt",
    "timestamp",
}  # fmt: skip


async def test_a_flag_reaches_both_and_its_acknowledgement_too(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.watching(session.seeker_id, session)
    companion = await stage.watching(session.companion_user_id, session)
    await companion.send("companion-drift-flag", {"sessionId": str(session.id), "message": "  You scroll  "})
    await companion.send("(done?)")
    await companion.refused("(done?)")
    await stage.settle()
    alert = await seeker.hears("drift-alert")
    assert alert.keys() == KEYS
    assert (alert["severity"], alert["message"], alert["triggerType"]) == ("LOW", "You scroll", "manual")
    assert (alert["sessionId"], alert["acknowledgedBy"], alert["triggerData"]) == (str(session.id), None, {})
    assert alert["timestamp"].endswith("Z")
    assert await companion.hears("drift-alert") == alert
    await seeker.send("drift-acknowledge", {"driftLogId": alert["id"]})
    await seeker.send("(done?)")
    await seeker.refused("(done?)")
    await stage.settle()
    seen = await companion.hears("drift-acknowledged")
    assert seen == {**alert, "acknowledgedBy": str(session.seeker_id), "acknowledgedAt": seen["acknowledgedAt"]}
    assert seen["acknowledgedAt"] is not None


async def test_flags_that_nobody_acknowledges_grow_more_severe(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.watching(session.seeker_id, session)
    companion = await stage.ear(session.companion_user_id, seeker.namespace)
    for severity in ("LOW", "MEDIUM", "MEDIUM", "HIGH", "CRITICAL"):
        await companion.send("companion-drift-flag", {"sessionId": str(session.id), "message": "Again"})
        await companion.send("(done?)")
        await companion.refused("(done?)")
        await stage.settle()
        assert (await seeker.hears("drift-alert"))["severity"] == severity
    flag = {"sessionId": str(session.id), "message": "A word", "severity": "MEDIUM"}
    await companion.send("companion-drift-flag", flag)
    await companion.send("(done?)")
    await companion.refused("(done?)")
    await stage.settle()
    assert (await seeker.hears("drift-alert"))["severity"] == "MEDIUM"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"message": ""}, "message: must be a string of 1 to 1000 characters"),
        ({"message": "   "}, "message: must not be empty"),
        ({"message": "x" * 1_001}, "message: must be a string of 1 to 1000 characters"),
        ({"message": None}, "message: must be a string of 1 to 1000 characters"),
        ({"message": "a\0b"}, "message: must not contain control characters"),
        ({"severity": "URGENT"}, "severity: must be one of LOW, MEDIUM, HIGH, CRITICAL"),
    ],
)
async def test_a_flag_that_makes_no_sense_is_refused(
    stage: RealtimeHarness, change: dict[str, Any], words: str
) -> None:
    session = await stage.lives.running()
    companion = await stage.watching(session.companion_user_id, session)
    await companion.send("companion-drift-flag", {"sessionId": str(session.id), "message": "Hm", **change})
    assert await companion.refused("companion-drift-flag") == words
    await stage.settle()
    await companion.silence("drift-alert")


async def test_only_the_companion_flags_and_only_parties_take_part(stage: RealtimeHarness) -> None:
    session, stranger = await stage.lives.running(), await stage.lives.user()
    companion = await stage.watching(session.companion_user_id, session)
    seeker = await stage.ear(session.seeker_id, companion.namespace)
    other = await stage.ear(stranger.id, companion.namespace)
    flag = {"sessionId": str(session.id), "message": "Look"}
    await seeker.send("companion-drift-flag", flag)
    assert await seeker.refused("companion-drift-flag") == "Only the session's companion may flag drift"
    await other.send("companion-drift-flag", flag)
    assert await other.refused("companion-drift-flag") == "You are not a party of this session"
    await other.send("join-session", {"sessionId": str(session.id)})
    assert await other.refused("join-session") == "Session not found"
    await companion.send("companion-drift-flag", flag)
    await companion.send("(done?)")
    await companion.refused("(done?)")
    await stage.settle()
    alert = await companion.hears("drift-alert")
    await other.send("drift-acknowledge", {"driftLogId": alert["id"]})
    assert await other.refused("drift-acknowledge") == "You are not a party of this session"
    await other.silence("drift-alert")


async def test_timer_drift_is_told_with_its_milestone(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.watching(session.seeker_id, session)
    await stage.began(session, minutes_ago=37)
    for percent in (80, 100, 120, 120):
        await stage.platform.application.drift.pass_milestone(session.id, percent)
    await stage.settle()
    alerts = [await seeker.hears("drift-alert") for _ in range(3)]
    found = {(one["triggerType"], one["triggerData"]["percent"], one["severity"]) for one in alerts}
    assert found == {("timer", 80, "LOW"), ("timer", 100, "MEDIUM"), ("timer", 120, "HIGH")}
    await seeker.silence("drift-alert")

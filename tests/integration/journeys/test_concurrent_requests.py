"""Concurrent requests for one seat or one payment: one succeeds and the others get a clear error."""

import asyncio
from collections import Counter
from typing import Any

import httpx

from hushroom_adapters.local.walkthrough import booking, signing_up
from tests.support.journeys import BOOKED, MATCHED, RUNNING, session, story_of, summary, until_payment
from tests.support.whole_hushroom import WholeHushroom

CROWD = 50


async def at_once(hushroom: WholeHushroom, path: str, bodies_and_tokens: list[tuple[dict[str, str], str]]) -> list[Any]:
    """Sends all requests concurrently and returns their statuses and bodies."""
    limits, hooks = httpx.Limits(max_connections=CROWD), hushroom.watch.async_hooks
    async with httpx.AsyncClient(
        base_url=f"{hushroom.endpoints['api']}/api/v1", limits=limits, timeout=60, trust_env=False, event_hooks=hooks
    ) as client:
        requests = [
            client.post(path, json=body, headers={"Authorization": f"Bearer {token}"})
            for body, token in bodies_and_tokens
        ]
        return await asyncio.gather(*requests)


async def test_fifty_who_choose_one_companion_at_once_give_one_match_and_clean_refusals(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, BOOKED) as story:
        wishes = [(story.ids["session"], story.seeker.token)]
        for number in range(4):
            story.seeker.email = f"another-{number}-{story.seeker.email}"
            signing_up.register_seeker(story)
            for _ in range(CROWD // 4 + 1):
                booking.book_session(story)
                wishes.append((story.ids["session"], story.seeker.token))
        bodies = [
            ({"sessionId": criteria, "companionId": story.ids["companion"]}, token)
            for criteria, token in wishes[:CROWD]
        ]
        answers = await at_once(any_hushroom, "/matching/select", bodies)
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses[201] == 1, statuses
        assert statuses.keys() <= {201, 400, 409}
        assert next(answer.json()["status"] for answer in answers if answer.status_code == 201) == "MATCHED"
        refused = [answer.json()["code"] for answer in answers if answer.status_code != 201]
        assert len(refused) == CROWD - 1
        assert all(refused)


async def test_fifty_authorizations_of_one_session_at_once_make_one_payment_and_one_intent(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, MATCHED) as story:
        body = {"sessionId": story.ids["session"], "paymentMethodId": "pm_card_visa"}
        answers = await at_once(any_hushroom, "/payments/authorize", [(body, story.seeker.token)] * CROWD)
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses[201] == 1, statuses
        assert statuses.keys() <= {201, 400, 409}
        payments = [one for one in story.seeker.get("/payments") if one["sessionId"] == story.ids["session"]]
        assert [one["status"] for one in payments] == ["AUTHORIZED"]
        found = summary(story)
        assert found["payment_intents"] == [payments[0]["stripePaymentIntentId"]]
        assert (found["authorization_count"], found["held"]) == (1, 1667)
        assert session(story)["status"] == "PAYMENT_AUTHORIZED"


async def test_fifty_ends_of_one_session_at_once_capture_once(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, RUNNING) as story:
        path = f"/sessions/{story.ids['session']}/end"
        tokens = [story.seeker.token, story.companion.token] * (CROWD // 2)
        answers = await at_once(any_hushroom, path, [({}, token) for token in tokens])
        assert Counter(answer.status_code for answer in answers) == {201: 1, 400: CROWD - 1}
        # At the very beginning, an end by the seeker costs the whole price, and one by the companion nothing.
        ended_by_seeker = next(answer for answer in answers if answer.status_code == 201) in answers[::2]
        until_payment(story, "CAPTURED" if ended_by_seeker else "CANCELLED")
        found = summary(story)
        assert (found["capture_count"], found["captured"]) == ((1, 1667) if ended_by_seeker else (0, 0))

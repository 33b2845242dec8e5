"""Contract tests of the repositories of sessions, goals and contracts, and of their queries."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_adapters.postgres.contracts.standard_templates import template_id
from hushroom_domain.companions.model import CompanionMode, CompanionTier
from hushroom_domain.contracts.errors import ContractExists, ContractNotFound
from hushroom_domain.contracts.model import Rule
from hushroom_domain.contracts.services.standard_templates import TEMPLATES
from hushroom_domain.goals.errors import GoalExists, GoalNotFound
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.events import MatchExpiryDue, SessionChanged
from hushroom_domain.sessions.state_machine import OVER, SessionEndedBy, SessionStatus
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, a_contract, a_goal, an_id
from tests.support.contracts.storage import Storage
from tests.support.existing import existing

RULES = (Rule("Be kind"), Rule(type="break", max_minutes=5, topics=("work", "ع")))


class SessionsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_session_comes_back_as_it_was(self, kept: Storage) -> None:
        moments = (NOW + timedelta(minutes=minutes, milliseconds=7) for minutes in range(9))
        names = ("scheduled", "matched", "seeker_ready", "companion_ready", "started", "paused", "ended")
        times: dict[str, Any] = {f"{name}_at": moment for name, moment in zip(names, moments, strict=False)}
        session = await kept.session(
            await kept.companion(),
            **times,
            paused_seconds=61,
            room_name="session-1",
            cancellation_reason="زحمة",
            agreed_rate=Money(35_50),
            agreed_tier=CompanionTier.VERIFIED,
            pay_by=NOW + timedelta(minutes=30),
            is_prolonged=True,
            ended_by=SessionEndedBy.COMPANION_LEFT,
        )
        async with kept.begin() as work:
            assert await work.sessions.get(session.id) == session
            assert await work.sessions.lock(session.id) == session
            assert await work.sessions.get(an_id()) is None
            with pytest.raises(SessionNotFound):
                await work.sessions.lock(an_id())

    async def test_a_saved_session_is_changed(self, kept: Storage) -> None:
        session, companion = await kept.session(), await kept.companion()
        matched = session.matched(companion, NOW).entity
        async with kept.begin() as work:
            await work.sessions.save(matched)
        async with kept.begin() as work:
            assert await work.sessions.get(session.id) == matched

    async def test_it_is_known_who_is_who(self, kept: Storage) -> None:
        session = await kept.session(await kept.companion())
        async with kept.begin() as work:
            people = (session.seeker_id, session.companion_user_id, an_id())
            participants = [await work.participants.role_in(session.id, existing(user_id)) for user_id in people]
            assert participants == [ParticipantRole.SEEKER, ParticipantRole.COMPANION, None]
            with pytest.raises(SessionNotFound):
                await work.participants.role_in(an_id(), session.seeker_id)

    @pytest.mark.parametrize("status", SessionStatus)
    async def test_it_is_known_whether_a_session_is_over(self, kept: Storage, status: SessionStatus) -> None:
        session = await kept.session(await kept.companion(), status=status)
        async with kept.begin() as work:
            assert await work.participants.is_over(session.id) is (status in OVER)
            with pytest.raises(SessionNotFound):
                await work.participants.is_over(an_id())

    async def test_stale_sessions_are_those_of_which_the_domain_says_so(self, kept: Storage) -> None:
        companion = await kept.companion()
        sessions = [
            await kept.session(
                companion,
                status=status,
                updated_at=NOW + timedelta(hours=updated),
                scheduled_at=None if scheduled is None else NOW + timedelta(hours=scheduled),
                started_at=None if started is None else NOW + timedelta(hours=started),
                pay_by=pay_by,
            )
            for status in SessionStatus
            for pay_by in (None, NOW + timedelta(hours=1))
            for updated, scheduled, started in ((0, None, None), (0, 30, 0), (21, -5, 25), (30, None, 1), (0, 1, 27))
        ]
        for hours in (0, 4, 5, 24.5, 25, 29.5, 54.1, 100):
            now = NOW + timedelta(hours=hours)
            async with kept.begin() as work:
                stale = await work.sessions.stale(now, 100)
            assert set(stale) == {session.id for session in sessions if session.is_stale(now)}

    async def test_the_stalest_come_first_and_no_more_than_asked_for(self, kept: Storage) -> None:
        younger, oldest, old = [await kept.session(updated_at=NOW - timedelta(hours=hours)) for hours in (30, 90, 60)]
        async with kept.begin() as work:
            assert await work.sessions.stale(NOW, 2) == (oldest.id, old.id)
            assert await work.sessions.stale(NOW, 9) == (oldest.id, old.id, younger.id)

    async def test_matches_are_overdue_that_were_to_be_paid_by_then(self, kept: Storage) -> None:
        companion = await kept.companion()
        for status in SessionStatus:
            await kept.session(companion, status=status, pay_by=None)
            if status is not SessionStatus.MATCHED:
                await kept.session(companion, status=status, pay_by=NOW)
        late, later, soon = [
            await kept.session(companion, status=SessionStatus.MATCHED, pay_by=NOW + timedelta(minutes=minutes))
            for minutes in (-1, -2, 1)
        ]
        async with kept.begin() as work:
            assert await work.sessions.overdue_matches(NOW, 1) == (later.id,)
            assert await work.sessions.overdue_matches(NOW, 9) == (later.id, late.id)
            assert await work.sessions.overdue_matches(existing(soon.pay_by), 9) == (later.id, late.id, soon.id)
            assert await work.sessions.overdue_matches(NOW - timedelta(hours=1), 9) == ()

    async def test_an_overdue_match_is_left_to_the_expiry_that_waits(self, kept: Storage) -> None:
        companion = await kept.companion()
        left, lost = [await kept.session(companion, status=SessionStatus.MATCHED, pay_by=NOW) for _ in range(2)]
        async with kept.begin() as work:
            await work.outbox.add([MatchExpiryDue(left.id), SessionChanged(lost.id)])
        async with kept.begin() as work:
            assert await work.sessions.overdue_matches(NOW, 9) == (lost.id,)

    async def test_what_runs_with_a_companion_is_counted(self, kept: Storage) -> None:
        companion = await kept.companion()
        for status in SessionStatus:
            await kept.session(companion, status=status)
        await kept.session(await kept.companion(), status=SessionStatus.IN_PROGRESS)
        async with kept.begin() as work:
            assert await work.sessions.running_with(companion.id) == 2

    async def test_the_sessions_of_a_seeker_that_hold_a_seat_are_known(self, kept: Storage) -> None:
        companion, seeker = await kept.companion(), await kept.user()
        bought = {status: await kept.session(companion, seeker, status=status) for status in SessionStatus}
        await kept.session(await kept.companion(seeker), status=SessionStatus.MATCHED)
        seated = (
            SessionStatus.MATCHED,
            SessionStatus.PAYMENT_AUTHORIZED,
            SessionStatus.READY,
            SessionStatus.IN_PROGRESS,
            SessionStatus.PAUSED,
        )
        async with kept.begin() as work:
            found = await work.sessions.seated_of(seeker.id)
            assert found == tuple(sorted((bought[status] for status in seated), key=lambda one: one.id))
            assert await work.sessions.seated_of(an_id()) == ()

    async def test_the_sessions_of_a_companion_that_have_not_begun_are_known(self, kept: Storage) -> None:
        companion = await kept.companion()
        by_status = {status: await kept.session(companion, status=status) for status in SessionStatus}
        await kept.session(await kept.companion(), status=SessionStatus.MATCHED)
        unstarted = (
            SessionStatus.PENDING_MATCH,
            SessionStatus.MATCHED,
            SessionStatus.PAYMENT_AUTHORIZED,
            SessionStatus.READY,
        )
        async with kept.begin() as work:
            found = await work.sessions.unstarted_with(companion.id)
            assert found == tuple(sorted(by_status[status].id for status in unstarted))
            assert await work.sessions.unstarted_with(an_id()) == ()

    async def test_the_sessions_of_a_user_that_run_are_known_on_either_side(self, kept: Storage) -> None:
        companion, seeker = await kept.companion(), await kept.user()
        bought = {status: await kept.session(seeker=seeker, status=status) for status in SessionStatus}
        served = {status: await kept.session(companion, status=status) for status in SessionStatus}
        running = (SessionStatus.IN_PROGRESS, SessionStatus.PAUSED)
        async with kept.begin() as work:
            for user_id, theirs in ((seeker.id, bought), (companion.user_id, served)):
                found = await work.sessions.running_of(user_id)
                assert found == tuple(sorted(theirs[status].id for status in running))
            assert await work.sessions.running_of(an_id()) == ()

    async def test_the_sessions_of_a_user_that_have_not_begun_are_known_on_either_side(self, kept: Storage) -> None:
        companion, seeker = await kept.companion(), await kept.user()
        bought = {status: await kept.session(seeker=seeker, status=status) for status in SessionStatus}
        served = {status: await kept.session(companion, status=status) for status in SessionStatus}
        unstarted = (
            SessionStatus.PENDING_MATCH,
            SessionStatus.MATCHED,
            SessionStatus.PAYMENT_AUTHORIZED,
            SessionStatus.READY,
        )
        async with kept.begin() as work:
            for user_id, theirs in ((seeker.id, bought), (companion.user_id, served)):
                found = await work.sessions.unstarted_of(user_id)
                assert found == tuple(sorted(theirs[status].id for status in unstarted))
            assert await work.sessions.unstarted_of(an_id()) == ()

    async def test_a_goal_comes_back_as_it_was(self, kept: Storage) -> None:
        session = await kept.session()
        goal = a_goal(session_id=session.id, success_criteria=("one", "two, three"), keywords=("Ä", 'b"', "{}", "NULL"))
        judged = goal.judged(is_achieved=True, note="Done", now=NOW).entity
        async with kept.begin() as work:
            await work.goals.add(goal)
            assert await work.goals.lock(goal.id) == goal
            await work.goals.save(judged)
            assert await work.goals.of_session(session.id) == judged
            assert await work.goals.of_session(an_id()) is None
            with pytest.raises(GoalNotFound):
                await work.goals.lock(an_id())

    async def test_a_session_has_one_goal(self, kept: Storage) -> None:
        session = await kept.session()
        async with kept.begin() as work:
            await work.goals.add(a_goal(session_id=session.id))
        with pytest.raises(GoalExists):
            async with kept.begin() as work:
                await work.goals.add(a_goal(session_id=session.id))

    async def test_a_contract_comes_back_as_it_was(self, kept: Storage) -> None:
        session = await kept.session()
        from_template = template_id(TEMPLATES[0].name)
        contract = a_contract(session_id=session.id, template_id=from_template, rules=RULES, mode=CompanionMode.STRICT)
        accepted = contract.accepted(ParticipantRole.SEEKER, NOW).accepted(ParticipantRole.COMPANION, NOW)
        async with kept.begin() as work:
            await work.contracts.add(contract)
            assert await work.contracts.lock(contract.id) == contract
            await work.contracts.save(accepted)
            assert await work.contracts.of_session(session.id) == accepted
            assert await work.contracts.of_session(an_id()) is None
            with pytest.raises(ContractNotFound):
                await work.contracts.lock(an_id())

    async def test_a_session_has_one_contract(self, kept: Storage) -> None:
        session = await kept.session()
        async with kept.begin() as work:
            await work.contracts.add(a_contract(session_id=session.id))
        with pytest.raises(ContractExists):
            async with kept.begin() as work:
                await work.contracts.add(a_contract(session_id=session.id))

    async def test_every_seeded_template_is_there(self, kept: Storage) -> None:
        async with kept.begin() as work:
            for text in TEMPLATES:
                template = existing(await work.templates.get(template_id(text.name)))
                assert (template.name, template.session_type, template.mode) == (
                    text.name,
                    text.session_type,
                    text.mode,
                )
            assert await work.templates.get(an_id()) is None

    async def test_a_session_keeps_its_companion_when_saved_again(self, kept: Storage) -> None:
        session = await kept.session(await kept.companion(), status=SessionStatus.READY)
        async with kept.begin() as work:
            await work.sessions.save(evolve(session, status=SessionStatus.CANCELLED, cancellation_reason="Ill"))
        async with kept.begin() as work:
            saved = existing(await work.sessions.get(session.id))
        assert (saved.companion_id, saved.companion_user_id) == (session.companion_id, session.companion_user_id)

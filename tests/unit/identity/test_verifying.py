"""Verifying an identity with a provider: one open session, a quota, the mark on a profile, expiry and deletion."""

from datetime import timedelta

import pytest
from attrs import evolve

from hushroom_domain.companions.errors import IdentityNotVerified
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.identity.errors import UserNotFound
from hushroom_domain.identity.model import IdentityVerification, ReportedState, VerificationFailure
from hushroom_domain.identity.policy import RETURN_WITHIN, VERIFIED_FOR
from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.ids import UserId
from hushroom_domain.verification.errors import TooManyVerifications
from tests.support.existing import existing
from tests.support.worlds import HOURLY, World, a_world

S = VerificationStatus


async def stored(world: World, user_id: UserId) -> IdentityVerification | None:
    async with world.platform.store.begin() as work:
        return await work.identity_verifications.get(user_id)


async def session_of(world: World, user_id: UserId) -> str:
    return existing(existing(await stored(world, user_id)).session_id)


async def decide(
    world: World, user_id: UserId, state: ReportedState, failure: VerificationFailure | None = None
) -> None:
    """Decides the person's session at the provider, which announces it."""
    session_id = await session_of(world, user_id)
    world.platform.identity_provider.decide(session_id, state, failure)
    subject = {"object": {"object": "identity.verification_session", "id": session_id}}
    notice = Notice(id=f"evt_{session_id}_{state.value}", type="identity.verification_session.any", payload=subject)
    for _ in range(2):
        await world.app.payments.receive_notice(notice)
    await world.settle()


async def test_an_open_session_is_continued_and_its_notice_verifies(world: World) -> None:
    ada = (await world.seeker()).id
    first = await world.app.verification.begin(ada)
    again = await world.app.verification.begin(ada)
    assert first == again
    assert (first.status, first.url is None) == (S.PENDING, False)
    assert len(world.platform.identity_provider.sessions) == 1
    await decide(world, ada, ReportedState.VERIFIED)
    assert existing(await stored(world, ada)).status is S.VERIFIED
    done = await world.app.verification.begin(ada)
    assert (done.status, done.url) == (S.VERIFIED, None)


@pytest.mark.parametrize(
    ("failure", "kept"),
    [
        (VerificationFailure.DOCUMENT_EXPIRED, VerificationFailure.DOCUMENT_EXPIRED),
        (VerificationFailure.UNDERAGE, VerificationFailure.UNDERAGE),
        (None, VerificationFailure.UNCONFIRMED),
    ],
)
async def test_a_failure_names_its_reason_and_goes_on_in_the_same_session(
    world: World, failure: VerificationFailure | None, kept: VerificationFailure
) -> None:
    ada = (await world.seeker()).id
    await world.app.verification.begin(ada)
    await decide(world, ada, ReportedState.FAILED, failure)
    assert existing(await stored(world, ada)).failure is kept
    again = await world.app.verification.begin(ada)
    assert (again.status, again.url is None) == (S.FAILED, False)
    assert len(world.platform.identity_provider.sessions) == 1


async def test_a_day_has_so_many_sessions(world: World) -> None:
    ada = (await world.seeker()).id
    for _ in range(existing(world.platform.ports.quotas.identity_checks)):
        await world.app.verification.begin(ada)
        await decide(world, ada, ReportedState.ENDED)
        assert existing(await stored(world, ada)).status is S.DECLARED
    with pytest.raises(TooManyVerifications):
        await world.app.verification.begin(ada)


async def test_a_lost_answer_opens_no_second_session(world: World) -> None:
    ada = (await world.seeker()).id
    first = await world.app.verification.begin(ada)
    async with world.platform.store.begin() as work:
        row = existing(await work.identity_verifications.get(ada))
        await work.identity_verifications.put(
            IdentityVerification(user_id=ada, status=S.PENDING, attempt=row.attempt, updated_at=row.updated_at)
        )
    assert await world.app.verification.begin(ada) == first
    assert len(world.platform.identity_provider.sessions) == 1


async def test_the_mark_on_a_profile_follows_the_outcome_until_it_expires(world: World) -> None:
    cleo = await world.applicant()
    await world.app.verification.begin(cleo.user_id)
    await decide(world, cleo.user_id, ReportedState.VERIFIED)
    assert await marked(world, cleo.user_id)
    world.clock.advance(VERIFIED_FOR - timedelta(milliseconds=1))
    assert await world.app.verification.expire() == 0
    world.clock.advance(timedelta(milliseconds=1))
    assert await world.app.verification.expire() == 1
    assert await world.app.verification.expire() == 0
    assert not await marked(world, cleo.user_id)
    assert existing(await stored(world, cleo.user_id)).status is S.EXPIRED
    assert (await world.app.verification.begin(cleo.user_id)).status is S.PENDING


async def test_who_is_too_old_for_the_job_begins_anew_at_once(world: World) -> None:
    ada = (await world.seeker()).id
    await world.app.verification.begin(ada)
    await decide(world, ada, ReportedState.VERIFIED)
    world.clock.advance(VERIFIED_FOR)
    assert (await world.app.verification.begin(ada)).status is S.PENDING
    assert existing(await stored(world, ada)).attempt == 2
    assert list(world.platform.identity_provider.sessions) == [await session_of(world, ada)]


async def test_who_is_verified_brings_it_into_their_application(world: World) -> None:
    ada = (await world.seeker()).id
    await world.app.verification.begin(ada)
    await decide(world, ada, ReportedState.VERIFIED)
    application = RegisterCompanion.Command(user_id=ada, base_rate=HOURLY)
    assert (await world.app.companions.register(application)).identity_verified


async def test_an_operator_can_ask_for_the_identity_before_approval() -> None:
    world = a_world(requires_identity=True)
    cleo = await world.applicant()
    with pytest.raises(IdentityNotVerified):
        await world.app.companions.approve(cleo.id, world.admin_id)
    await world.app.verification.begin(cleo.user_id)
    await decide(world, cleo.user_id, ReportedState.VERIFIED)
    assert (await world.app.companions.approve(cleo.id, world.admin_id)).is_approved


async def test_the_end_of_an_account_ends_its_session_at_the_provider(world: World) -> None:
    ada, ben = (await world.seeker()).id, (await world.seeker()).id
    for user_id in (ada, ben):
        await world.app.verification.begin(user_id)
    await world.app.identity.delete(ada)
    await world.settle()
    assert await stored(world, ada) is not None
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    assert await stored(world, ada) is None
    assert list(world.platform.identity_provider.sessions) == [await session_of(world, ben)]
    await world.app.verification.end(ada)


async def test_a_failure_without_a_page_is_over_and_the_next_attempt_has_a_new_session(world: World) -> None:
    ada, sessions = (await world.seeker()).id, world.platform.identity_provider.sessions
    await world.app.verification.begin(ada)
    await decide(world, ada, ReportedState.FAILED, VerificationFailure.UNDERAGE)
    failed = await session_of(world, ada)
    sessions[failed] = evolve(sessions[failed], url=None)
    again = await world.app.verification.begin(ada)
    assert (again.status, again.url is None) == (S.PENDING, False)
    assert list(sessions) == [await session_of(world, ada)] != [failed]


async def test_a_session_that_opens_after_the_end_of_the_account_is_ended_again(world: World) -> None:
    ada, provider = (await world.seeker()).id, world.platform.identity_provider

    async def close_the_account() -> None:
        await world.app.identity.delete(ada)
        world.clock.advance(RETURN_WITHIN)
        await world.settle()

    provider.meanwhile.append(close_the_account)
    assert (await world.app.verification.begin(ada)).url is None
    assert provider.sessions == {}
    assert await stored(world, ada) is None
    with pytest.raises(UserNotFound):
        await world.app.verification.begin(ada)


async def test_the_end_of_an_account_ends_a_session_whose_answer_was_lost(world: World) -> None:
    ada = (await world.seeker()).id
    await world.app.verification.begin(ada)
    unanswered = evolve(existing(await stored(world, ada)), session_id=None)
    async with world.platform.store.begin() as work:
        await work.identity_verifications.put(unanswered)
    await world.app.identity.delete(ada)
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    assert world.platform.identity_provider.sessions == {}


async def test_an_approval_believes_the_verification_and_not_the_mark() -> None:
    world = a_world(requires_identity=True)
    cleo = await world.applicant()
    await world.app.verification.begin(cleo.user_id)
    await decide(world, cleo.user_id, ReportedState.VERIFIED)
    world.clock.advance(VERIFIED_FOR)
    assert await marked(world, cleo.user_id)
    with pytest.raises(IdentityNotVerified):
        await world.app.companions.approve(cleo.id, world.admin_id)


async def test_a_notice_about_nobodys_session_changes_nothing(world: World) -> None:
    await world.app.verification.refresh("vs_unknown")
    assert not world.platform.store.tables.identity_verifications


async def marked(world: World, user_id: UserId) -> bool:
    async with world.platform.store.begin() as work:
        return existing(await work.companions.of_user(user_id)).identity_verified

"""Contract tests of the repositories of linked identities and of the attempts to sign in by providers."""

from datetime import timedelta

import pytest
from attrs import evolve

from hushroom_domain.administration.queries import whole
from hushroom_domain.identity.errors import IdentityTaken
from hushroom_domain.identity.model import LinkedIdentity, ProvedIdentity, ProviderId
from hushroom_domain.identity.policy import PROVIDER_ATTEMPT_LASTS
from hushroom_domain.shared.ids import UserId
from tests.support.builders import NOW, an_attempt, an_id, an_identity
from tests.support.contracts.storage import Storage
from tests.support.existing import existing

EXAMPLE = ProviderId("example")


class LinkedIdentityContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def _identities(self, kept: Storage, user_id: UserId) -> tuple[LinkedIdentity, ...]:
        async with kept.begin() as work:
            return await work.linked_identities.of_user(user_id)

    async def test_identities_are_found_by_person_and_by_user_and_changed_and_removed(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        later = NOW + timedelta(hours=1)
        second = an_identity(user_id=user.id, created_at=later, email="Ada@example.com")
        first, theirs = an_identity(user_id=user.id), an_identity(user_id=other.id)
        async with kept.begin() as work:
            for identity in (second, first, theirs):
                await work.linked_identities.add(identity)
        assert await self._identities(kept, user.id) == (first, second)
        async with kept.begin() as work:
            assert await work.linked_identities.by_subject(EXAMPLE, second.subject) == second
            assert await work.linked_identities.by_subject(ProviderId("other"), second.subject) is None
            await work.linked_identities.save(first.used(later))
            await work.linked_identities.remove(second.id)
        assert await self._identities(kept, user.id) == (evolve(first, last_used_at=later),)
        assert await self._identities(kept, other.id) == (theirs,)
        assert existing(await whole(kept.asked.exports.slices(other.id))).identities == (theirs,)

    async def test_one_person_at_a_provider_has_one_account(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        async with kept.begin() as work:
            await work.linked_identities.add(an_identity(user_id=user.id, subject="1"))
            await work.linked_identities.add(an_identity(user_id=user.id, subject="1", provider="another"))
        with pytest.raises(IdentityTaken):
            async with kept.begin() as work:
                await work.linked_identities.add(an_identity(user_id=other.id, subject="1"))
        assert await self._identities(kept, other.id) == ()

    async def test_an_attempt_is_kept_by_its_digest_until_it_is_removed_or_swept(self, kept: Storage) -> None:
        user = await kept.user()
        mine = an_attempt(user_id=user.id)
        other = an_attempt(now=NOW + timedelta(minutes=1))
        async with kept.begin() as work:
            for attempt in (mine, other):
                await work.provider_attempts.add(attempt)
        proved = ProvedIdentity(
            provider=EXAMPLE, subject="1", email="a@example.com", is_email_verified=True, first_name="A", last_name=None
        )
        held = mine.answered(NOW).holding(proved, NOW)
        async with kept.begin() as work:
            assert await work.provider_attempts.get(mine.digest) == mine
            assert await work.provider_attempts.lock(str(an_id())) is None
            await work.provider_attempts.save(held)
        async with kept.begin() as work:
            found = existing(await work.provider_attempts.lock(mine.digest))
            assert (found, found.proved) == (held, proved)
            assert await work.provider_attempts.sweep(NOW + PROVIDER_ATTEMPT_LASTS) == 0
            assert await work.provider_attempts.sweep(NOW + PROVIDER_ATTEMPT_LASTS + timedelta(seconds=1)) == 1
            await work.provider_attempts.remove(other.id)
        async with kept.begin() as work:
            assert await work.provider_attempts.get(mine.digest) is None
            assert await work.provider_attempts.get(other.digest) is None

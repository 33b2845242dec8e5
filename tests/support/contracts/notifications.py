"""Contract tests of the repository of sent emails."""

from hushroom_domain.notifications.catalogue import EmailKind
from tests.support.builders import NOW
from tests.support.contracts.storage import Storage


class NotificationsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_letter_is_to_be_sent_until_it_was(self, kept: Storage) -> None:
        user = await kept.user()
        claim = ("welcome.1", EmailKind.WELCOME, user.id, NOW)
        async with kept.begin() as work:
            assert await work.sent_emails.claim(*claim)
        async with kept.begin() as work:
            assert await work.sent_emails.claim(*claim)
            await work.sent_emails.sent("welcome.1", NOW)
        async with kept.begin() as work:
            assert not await work.sent_emails.claim(*claim)

    async def test_a_letter_that_was_refused_is_not_sent_again(self, kept: Storage) -> None:
        user = await kept.user()
        async with kept.begin() as work:
            assert await work.sent_emails.claim("welcome.1", EmailKind.WELCOME, user.id, NOW)
            await work.sent_emails.refused("welcome.1", "no such box", NOW)
            assert not await work.sent_emails.claim("welcome.1", EmailKind.WELCOME, user.id, NOW)
            assert await work.sent_emails.claim("welcome.2", EmailKind.WELCOME, user.id, NOW)

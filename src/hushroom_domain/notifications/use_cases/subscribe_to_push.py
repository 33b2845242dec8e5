"""Lets a browser take push messages."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.notifications.errors import PushOff
from hushroom_domain.notifications.model import PushSubscription
from hushroom_domain.notifications.policy import AUTH_SECRET, ENDPOINT, MOST_DEVICES, NOT_PUBLIC, PUBLIC_KEY
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.ids import FamilyId, PushSubscriptionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.public_addresses import is_loopback_url, is_public_url


@frozen
class SubscribeToPush:
    """Stores the push subscription of a browser, which ends with the sign-in of that browser.

    An endpoint that is known already changes its owner, because a browser has one subscription whoever is signed in. Of
    more than `MOST_DEVICES` subscriptions of one account the oldest are deleted.

    Raises: ValidationFailed (also for an endpoint that is not of the public internet), PushOff, SignInEnded.
    """

    begin: Begin[NotificationWork]
    clock: Clock
    ids: Ids
    is_on: bool
    takes_loopback: bool
    """True if endpoints on this machine are taken too, which production never does."""

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        sign_in_id: FamilyId
        endpoint: Annotated[str, ENDPOINT] = field(repr=False)
        public_key: Annotated[str, PUBLIC_KEY] = field(repr=False)
        auth_secret: Annotated[str, AUTH_SECRET] = field(repr=False)

    async def __call__(self, command: Command) -> PushSubscription:
        if not self.is_on:
            raise PushOff
        self._refuse_private(command.endpoint)
        now = self.clock.now()
        async with self.begin() as work:
            # The lock orders this with the end of the sign-in, and the subscriptions of one account among each other.
            await work.users.lock(command.user_id)
            stored = await work.push_subscriptions.put(
                PushSubscription(
                    id=PushSubscriptionId(self.ids.new()),
                    user_id=command.user_id,
                    sign_in_id=command.sign_in_id,
                    endpoint=command.endpoint,
                    public_key=command.public_key,
                    auth_secret=command.auth_secret,
                    created_at=now,
                )
            )
            living = await work.push_subscriptions.of(command.user_id, now)
            if stored.id not in {one.id for one in living}:
                raise SignInEnded
            others = [one for one in living if one.id != stored.id]
            for surplus in others[MOST_DEVICES - 1 :]:
                await work.push_subscriptions.remove(surplus.id)
        return stored

    def _refuse_private(self, endpoint: str) -> None:
        if not is_public_url(endpoint) and not (self.takes_loopback and is_loopback_url(endpoint)):
            raise_for_fields(FieldProblem("endpoint", NOT_PUBLIC))

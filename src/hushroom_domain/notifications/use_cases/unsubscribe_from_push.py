"""Ends push messages to a browser."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.notifications.policy import ENDPOINT
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin


@frozen
class UnsubscribeFromPush:
    """Deletes the user's push subscription with an endpoint; ignores an unknown one. Raises: ValidationFailed."""

    begin: Begin[NotificationWork]

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        endpoint: Annotated[str, ENDPOINT] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        async with self.begin() as work:
            await work.push_subscriptions.remove_endpoint(command.user_id, command.endpoint)

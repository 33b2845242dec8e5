"""Changes of the address of an account."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.identity.model.users import User
from hushroom_domain.identity.policy import EMAIL_CHANGE_CONFIRMED_WITHIN, EMAIL_CHANGE_UNDONE_WITHIN
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.state_machine import (
    EMAIL_CHANGE_TRANSITIONS,
    EmailChangeAction,
    EmailChangeActor,
    EmailChangeStatus,
)
from hushroom_domain.shared.ids import EmailChangeId, FamilyId, UserId


@frozen(kw_only=True)
class EmailChange:
    """A change of the address of one account; of the changes of an account at most one is open.

    `sign_in_id` is the sign-in in which the change was asked for, and which stays when it is confirmed. `undo_until` is
    set at the confirmation, if the old address was a proved one; until then nobody else gets the old address.
    """

    id: EmailChangeId
    user_id: UserId
    status: EmailChangeStatus = EmailChangeStatus.ASKED
    old_email: str
    old_key: str | None
    new_email: str
    new_key: str
    sign_in_id: FamilyId | None
    asked_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None = None
    undo_until: datetime | None = None
    ended_at: datetime | None = None
    """The time at which the change was undone, or at which an open one ended without a proof."""

    @classmethod
    def asked(
        cls, *, change_id: EmailChangeId, user: User, to: EmailAddress, sign_in_id: FamilyId | None, now: datetime
    ) -> "EmailChange":
        """Builds a change that waits for the proof of the new address for 24 hours."""
        return cls(
            id=change_id,
            user_id=user.id,
            old_email=user.email,
            old_key=user.address_key,
            new_email=to.given,
            new_key=to.key,
            sign_in_id=sign_in_id,
            asked_at=now,
            expires_at=now + EMAIL_CHANGE_CONFIRMED_WITHIN,
        )

    @property
    def is_open(self) -> bool:
        """Returns whether the change waits for the proof of the new address."""
        return self.status is EmailChangeStatus.ASKED

    def may_be_confirmed(self, now: datetime) -> bool:
        """Returns whether a proof of the new address completes the change."""
        return self.is_open and now < self.expires_at

    def may_be_undone(self, now: datetime) -> bool:
        """Returns whether the reader of the old mailbox may take the change back."""
        return self.status is EmailChangeStatus.CONFIRMED and self.undo_until is not None and now < self.undo_until

    def confirmed(self, *, is_old_proved: bool, now: datetime) -> "EmailChange":
        """Returns the change after the proof of the new address. Raises: IllegalTransition."""
        after = self._moved(EmailChangeAction.CONFIRM, EmailChangeActor.NEW_MAILBOX)
        return evolve(after, confirmed_at=now, undo_until=now + EMAIL_CHANGE_UNDONE_WITHIN if is_old_proved else None)

    def undone(self, now: datetime) -> "EmailChange":
        """Returns the change as taken back from the old mailbox. Raises: IllegalTransition."""
        return evolve(self._moved(EmailChangeAction.UNDO, EmailChangeActor.OLD_MAILBOX), undo_until=None, ended_at=now)

    def replaced(self, now: datetime) -> "EmailChange":
        """Returns an open change after another one was asked for; it is expired if its time was over before.

        Raises: IllegalTransition.
        """
        if now >= self.expires_at:
            return self.expired(now)
        return evolve(self._moved(EmailChangeAction.REPLACE, EmailChangeActor.OWNER), ended_at=now)

    def expired(self, now: datetime) -> "EmailChange":
        """Returns an open change whose time is over. Raises: IllegalTransition."""
        return evolve(self._moved(EmailChangeAction.EXPIRE, EmailChangeActor.SYSTEM), ended_at=now)

    def cancelled(self, now: datetime) -> "EmailChange":
        """Returns an open change after the right to ask for it ended. Raises: IllegalTransition."""
        return evolve(self._moved(EmailChangeAction.CANCEL, EmailChangeActor.SYSTEM), ended_at=now)

    def _moved(self, action: EmailChangeAction, actor: EmailChangeActor) -> "EmailChange":
        return evolve(self, status=EMAIL_CHANGE_TRANSITIONS.next(action, self.status, actor))

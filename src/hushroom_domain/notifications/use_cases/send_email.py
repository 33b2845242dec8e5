"""Sends an email."""

from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from hushroom_domain.identity.model import AccountStatus, Device, OneTimeToken, TokenPurpose, User
from hushroom_domain.identity.ports import OpaqueTokens
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind, Occasion
from hushroom_domain.notifications.catalogue.triggers import NewDevice
from hushroom_domain.notifications.errors import AddressRefused
from hushroom_domain.notifications.model import EmailMessage, OutgoingEmail
from hushroom_domain.notifications.ports import EmailRenderer, Mailer, NotificationWork
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import EmailChangeId, TokenId
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import LETTER_DAY, LETTER_HOUR, Quotas
from hushroom_domain.shared.time import zone_of


@frozen
class SendEmail:
    """Sends an email once, with content from the rows as they are now: a cancelled session is not confirmed.

    Quotas limit the emails of one kind to one person per hour and per day, for the kinds that anybody can cause without
    paying; an email above a quota is dropped.

    Raises: MailUnavailable (try again later).
    """

    begin: Begin[NotificationWork]
    clock: Clock
    renderer: EmailRenderer
    mailer: Mailer
    ids: Ids
    opaque_tokens: OpaqueTokens
    mail_domain: str
    quotas: Quotas

    @frozen(kw_only=True)
    class Command(Occasion):
        kind: EmailKind

    async def __call__(self, command: Command) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            email = await _email(work, command)
            if email is None or not await work.sent_emails.claim(email.key, email.kind, email.user_id, now):
                return
            # The lock orders the emails to one person, so that they count each other, and so that a change of
            # credentials at this moment either revokes the token of a link or precedes it.
            user = await work.users.lock(email.user_id)
            if command.is_counted and await self._are_too_many(work, email, now):
                await work.sent_emails.drop(email.key, now)
                return
            email = await _addressed(work, email, user, command.change_id)
            if email is not None:
                email = await self._with_link(work, email, user, command)
            if email is None:
                return
        try:
            await self.mailer.send(self._message(email))
        except AddressRefused as refusal:
            async with self.begin() as work:
                await work.sent_emails.refused(email.key, refusal.text, self.clock.now())
            return
        async with self.begin() as work:
            await work.sent_emails.sent(email.key, self.clock.now())

    async def _are_too_many(self, work: NotificationWork, email: EmailMessage, now: datetime) -> bool:
        """Returns whether the person gets more emails of this kind than the quotas allow, this one included."""
        if not CATALOGUE[email.kind].is_counted:
            return False
        limits = (
            (LETTER_HOUR, self.quotas.letters_an_hour),
            (LETTER_DAY, self.quotas.letters_a_day),
            (LETTER_DAY, CATALOGUE[email.kind].most_a_day),
        )
        for span, limit in limits:
            if limit is not None and await work.sent_emails.lately(email.kind, email.user_id, now - span) > limit:
                return True
        return False

    async def _with_link(
        self, work: NotificationWork, email: EmailMessage, user: User, occasion: Occasion
    ) -> EmailMessage | None:
        """Returns the email, with a new token if its kind has a link: made now, because it must not be stored.

        Returns None for a closed account, for one whose credentials were changed after the link was requested, and for
        the confirmation of an address that is verified. A deleted account still gets the link that undoes a change of
        its address, and the one by which it comes back.
        """
        purpose = CATALOGUE[email.kind].link
        if purpose is None:
            return email
        now = self.clock.now()
        is_done = purpose is TokenPurpose.VERIFY_EMAIL and user.is_email_verified
        if is_done or not _may_have(purpose, user, now) or _is_outdated(occasion.asked_at, user):
            return None
        secret = self.opaque_tokens.new()
        token = OneTimeToken.issued(
            token_id=TokenId(self.ids.new()),
            user_id=email.user_id,
            purpose=purpose,
            digest=self.opaque_tokens.digest(secret),
            now=now,
            change_id=occasion.change_id if CATALOGUE[email.kind].address else None,
        )
        await work.one_time_tokens.add(token)
        return evolve(email, facts={**email.facts, "token": secret})

    def _message(self, email: EmailMessage) -> OutgoingEmail:
        return OutgoingEmail(
            to=email.to,
            words=self.renderer.render(email),
            message_id=f"<{email.key}@{self.mail_domain}>",
        )


def _may_have(purpose: TokenPurpose, user: User, now: datetime) -> bool:
    """Returns whether a link of this purpose is of use to the account.

    The link of a deleted account signs in, so it goes only to an address that its owner has proved.
    """
    if purpose is TokenPurpose.REACTIVATE:
        return user.is_email_verified and user.status(now) is AccountStatus.DEACTIVATED
    is_undoable = purpose is TokenPurpose.UNDO_EMAIL_CHANGE and user.status(now) is AccountStatus.DEACTIVATED
    return user.is_enabled or is_undoable


def _is_outdated(asked_at: datetime | None, user: User) -> bool:
    """Returns whether the credentials were changed after the link was requested."""
    changed_at = user.credentials_changed_at
    return asked_at is not None and changed_at is not None and asked_at <= changed_at


async def _addressed(
    work: NotificationWork, email: EmailMessage, user: User, change_id: EmailChangeId | None
) -> EmailMessage | None:
    """Returns the email to the address that its receiver has now, or None when the email is not true any more.

    The address is read under the lock, so that no link is mailed to an address that the account has just given up. An
    email to another mailbox than that of the account contains no words of the person.
    """
    address_of = CATALOGUE[email.kind].address
    if address_of is None:
        return evolve(email, to=user.email)
    change = await work.email_changes.get(change_id) if change_id is not None else None
    address = address_of(change) if change is not None else None
    if address is None:
        return None
    named = email.facts if address == user.email else {**email.facts, "name": None}
    return evolve(email, to=address, facts=named)


async def _email(work: NotificationWork, command: SendEmail.Command) -> EmailMessage | None:
    """Returns the email, or None when there is no receiver or the reason of the email is gone."""
    row, user = CATALOGUE[command.kind], await work.users.get(command.user_id)
    if user is None or (user.deleted_at is not None and not row.is_farewell):
        return None
    facts: dict[str, Any] = {"name": _name_for(user, user)}
    subject: UUID = command.request_id or user.id
    if command.session_id is not None:
        session = await work.sessions.get(command.session_id)
        if session is None or (session.status is SessionStatus.CANCELLED) is not row.is_about_cancelled:
            return None
        if user.deleted_at is not None and not _ended_after(session, user.deleted_at):
            return None
        facts |= await _session_facts(work, session, user)
        subject = session.id
    if command.device_id is not None:
        facts |= _device_facts(command.device or _facts_of(await work.devices.get(command.device_id)), user)
    return EmailMessage(
        key=f"{command.kind.value.lower()}.{subject}.{user.id}",
        kind=command.kind,
        user_id=user.id,
        to=user.email,
        language=user.preferred_language,
        facts=facts,
    )


def _ended_after(session: Session, moment: datetime) -> bool:
    """Returns whether the session ended at `moment` or later."""
    return session.ended_at is not None and session.ended_at >= moment


async def _session_facts(work: NotificationWork, session: Session, user: User) -> dict[str, Any]:
    other_id = session.companion_user_id if session.role_of(user.id) is ParticipantRole.SEEKER else session.seeker_id
    other = await work.users.get(other_id) if other_id else None
    when = session.started_at or session.scheduled_at
    return {
        "sessionId": str(session.id),
        "type": session.type.value,
        "minutes": session.duration_minutes or session.planned_minutes,
        "when": when.astimezone(zone_of(user.timezone)) if when else None,
        "other": _name_for(user, other) if other else None,
    }


def _facts_of(device: Device | None) -> NewDevice | None:
    """Returns the facts of the sign-in of a device, if it is still stored; its network may have changed since."""
    if device is None:
        return None
    return NewDevice(label=device.label, network=device.network, at=device.created_at)


def _device_facts(device: NewDevice | None, user: User) -> dict[str, Any]:
    """Returns the facts about a device, if they are known.

    The label is made of words that its client chose, so an address that is not verified does not get it.
    """
    if device is None:
        return {}
    return {
        "device": device.label if user.is_email_verified else None,
        "network": device.network,
        "when": device.at.astimezone(zone_of(user.timezone)),
    }


def _name_for(reader: User, person: User) -> str | None:
    """Returns the name of `person` for an email to `reader`; None for a former member.

    None as well when the address of `reader` is not verified.

    An address that is not verified may belong to a stranger, so an email to it contains no text of other users.
    """
    if person.is_erased or not reader.is_email_verified:
        return None
    return person.display_name or person.first_name

"""The history of sign-ins, links, devices and addresses, without secrets."""

from typing import Annotated

from hushroom_domain.administration.model import PushDevice, SentLink, SignIn
from hushroom_domain.identity.model import Device, EmailChange, LinkedIdentity, Passkey, TokenPurpose
from hushroom_domain.identity.state_machine import EmailChangeStatus
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


class SignInAnswer(Answer):
    """A refresh token of a sign-in: its times, never its value."""

    id: Id
    family_id: Id
    expires_at: Time
    used_at: Time | None
    revoked_at: Time | None
    created_at: Time


class SentLinkAnswer(Answer):
    """A link that the user was sent: its purpose and its times."""

    id: Id
    purpose: Annotated[str, member_of(TokenPurpose)]
    expires_at: Time
    used_at: Time | None
    created_at: Time


class ExportedDeviceAnswer(Answer):
    """From where a sign-in is used; its id is the `familyId` of a sign-in."""

    id: Id
    label: str | None
    network: str | None
    created_at: Time
    last_used_at: Time


class ExportedIdentityAnswer(Answer):
    """An identity at a provider by which the user signs in; `subject` is the provider's name of the user."""

    id: Id
    provider: str
    subject: str
    email: str | None
    created_at: Time
    last_used_at: Time


class ExportedPasskeyAnswer(Answer):
    """A passkey of the user, with what the authenticator has given for it."""

    id: Id
    name: str
    credential_id: str
    public_key: str
    sign_count: int
    synced: bool
    created_at: Time
    last_used_at: Time | None


class EmailChangeAnswer(Answer):
    """A change of the user's address; it can be undone until `undoUntil`, by a link that the old address got."""

    id: Id
    status: Annotated[str, member_of(EmailChangeStatus)]
    old_email: str
    new_email: str
    sign_in_id: Id | None
    asked_at: Time
    expires_at: Time
    confirmed_at: Time | None
    undo_until: Time | None
    ended_at: Time | None


class PushDeviceAnswer(Answer):
    """A browser of the user that takes push messages; its sign-in is the `familyId` of a sign-in."""

    id: Id
    sign_in_id: Id
    created_at: Time
    last_success_at: Time | None


def sign_in_answer(one: SignIn) -> SignInAnswer:
    return SignInAnswer(
        id=one.id,
        family_id=one.family_id,
        expires_at=at(one.expires_at),
        used_at=at(one.used_at),
        revoked_at=at(one.revoked_at),
        created_at=at(one.created_at),
    )


def link_answer(one: SentLink) -> SentLinkAnswer:
    return SentLinkAnswer(
        id=one.id,
        purpose=one.purpose,
        expires_at=at(one.expires_at),
        used_at=at(one.used_at),
        created_at=at(one.created_at),
    )


def exported_device_answer(one: Device) -> ExportedDeviceAnswer:
    return ExportedDeviceAnswer(
        id=one.id,
        label=one.label,
        network=one.network,
        created_at=at(one.created_at),
        last_used_at=at(one.last_used_at),
    )


def exported_identity_answer(one: LinkedIdentity) -> ExportedIdentityAnswer:
    return ExportedIdentityAnswer(
        id=one.id,
        provider=one.provider,
        subject=one.subject,
        email=one.email,
        created_at=at(one.created_at),
        last_used_at=at(one.last_used_at),
    )


def exported_passkey_answer(one: Passkey) -> ExportedPasskeyAnswer:
    return ExportedPasskeyAnswer(
        id=one.id,
        name=one.name,
        credential_id=one.credential_id,
        public_key=one.public_key,
        sign_count=one.sign_count,
        synced=one.is_synced,
        created_at=at(one.created_at),
        last_used_at=at(one.last_used_at),
    )


def email_change_answer(one: EmailChange) -> EmailChangeAnswer:
    return EmailChangeAnswer(
        id=one.id,
        status=one.status,
        old_email=one.old_email,
        new_email=one.new_email,
        sign_in_id=one.sign_in_id,
        asked_at=at(one.asked_at),
        expires_at=at(one.expires_at),
        confirmed_at=at(one.confirmed_at),
        undo_until=at(one.undo_until),
        ended_at=at(one.ended_at),
    )


def push_device_answer(one: PushDevice) -> PushDeviceAnswer:
    return PushDeviceAnswer(
        id=one.id,
        sign_in_id=one.sign_in_id,
        created_at=at(one.created_at),
        last_success_at=at(one.last_success_at),
    )

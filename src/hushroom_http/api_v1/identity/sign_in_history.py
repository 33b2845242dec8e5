"""The history of sign-ins, links and emails: times, never contents."""

from typing import Annotated

from hushroom_domain.administration.model import SentEmail, SentLink, SignIn
from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.notifications.catalogue import EmailKind
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


class LetterAnswer(Answer):
    """An email to the user, with the reason of a refusal by the mail server."""

    kind: Annotated[str, member_of(EmailKind)]
    claimed_at: Time
    sent_at: Time | None
    refused_at: Time | None
    refusal: str | None


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


def letter_answer(one: SentEmail) -> LetterAnswer:
    return LetterAnswer(
        kind=one.kind,
        claimed_at=at(one.claimed_at),
        sent_at=at(one.sent_at),
        refused_at=at(one.refused_at),
        refusal=one.refusal,
    )

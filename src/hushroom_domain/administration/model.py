"""What an export tells of tokens and letters: when they were made and what became of them, never what they say."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.shared.ids import FamilyId, TokenId


@frozen(kw_only=True)
class SignIn:
    """One link of a chain that keeps somebody signed in; a family is one signing in."""

    id: TokenId
    family_id: FamilyId
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


@frozen(kw_only=True)
class SentLink:
    """A link that somebody was sent, and when they followed it."""

    id: TokenId
    purpose: TokenPurpose
    expires_at: datetime
    used_at: datetime | None
    created_at: datetime


@frozen(kw_only=True)
class SentEmail:
    """A letter to somebody, and what the mail server said to it."""

    kind: EmailKind
    claimed_at: datetime
    sent_at: datetime | None
    refused_at: datetime | None
    refusal: str | None

"""The entries of an export about tokens and emails: their times and results, without their content."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.shared.ids import FamilyId, TokenId


@frozen(kw_only=True)
class SignIn:
    """One refresh token of a sign-in; the tokens of one sign-in are a family."""

    id: TokenId
    family_id: FamilyId
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


@frozen(kw_only=True)
class SentLink:
    """A mailed link, and the time at which it was used."""

    id: TokenId
    purpose: TokenPurpose
    expires_at: datetime
    used_at: datetime | None
    created_at: datetime


@frozen(kw_only=True)
class SentEmail:
    """An email to the user, and the answer of the mail server."""

    kind: EmailKind
    claimed_at: datetime
    sent_at: datetime | None
    refused_at: datetime | None
    refusal: str | None

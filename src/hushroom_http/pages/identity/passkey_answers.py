"""The answers of authenticators, as the module `js/passkey.js` puts them into forms."""

from typing import Any, TypeVar

from hushroom_domain.identity.errors import WrongPasskey
from hushroom_domain.identity.model import Assertion
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_http.inputs.passkey_ceremonies import AssertionCredential
from hushroom_http.inputs.request_bodies import OpenBody, read
from hushroom_http.pages.forms import Submission

C = TypeVar("C", bound=OpenBody)

CREDENTIAL = "credential"
OFFERS_PASSKEY = "byPasskey"
"""The name of the field of a form beside which a passkey is offered, so that it is offered after a refusal too."""


def credential_in(kind: type[C], sent: Submission, refusal: type[DomainError]) -> C:
    """Returns the answer of an authenticator that came with a form. Raises: `refusal`, for any other text."""
    try:
        found: Any = read(kind, sent.typed(CREDENTIAL).encode())
    except ValidationFailed as error:
        raise refusal from error
    assert isinstance(found, kind)
    return found


def assertion_in(sent: Submission) -> Assertion | None:
    """Returns the signature of a passkey that came with a form; None for a form without one. Raises: WrongPasskey."""
    return credential_in(AssertionCredential, sent, WrongPasskey).assertion() if sent.typed(CREDENTIAL) else None

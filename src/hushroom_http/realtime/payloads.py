"""The payloads of clients' events: the same field types as in API v1, but unknown fields are ignored.

The connection identifies the user, so a user id in a payload is ignored, too.
"""

from typing import Annotated, Any, TypeVar, cast

import msgspec

from hushroom_domain.drift.policy import MESSAGE
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.severity import DriftSeverity
from hushroom_http.inputs.field_types import Id, limits, written
from hushroom_http.inputs.request_bodies import Body, Refine, read


class OfSession(Body):
    session_id: Id


class Flag(Body):
    session_id: Id
    message: Annotated[str, limits(MESSAGE, "Back to the outline?"), Refine(written(MESSAGE))]
    severity: DriftSeverity | None = None


class Acknowledgement(Body):
    drift_log_id: Id


Payload = TypeVar("Payload", bound=Body)


def payload_of(kind: type[Payload], arguments: tuple[Any, ...]) -> Payload:
    """Returns the payload of an event. Raises: ValidationFailed with all invalid fields."""
    if not arguments or not isinstance(arguments[0], dict):
        raise ValidationFailed("the event must carry an object")
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    try:
        raw = msgspec.json.encode({name: arguments[0][name] for name in known & arguments[0].keys()})
    except (TypeError, ValueError, RecursionError) as error:
        raise ValidationFailed("the event must carry JSON in UTF-8") from error
    return cast("Payload", read(kind, raw))

"""The names of sessions' types and statuses, as people read them."""

from hushroom_domain.contracts.model import SessionType
from hushroom_http.pages.translations import N_

TYPES = {
    SessionType.FOCUS: N_("Focus"),
    SessionType.DECISION: N_("Decision"),
    SessionType.EMOTIONAL_UNLOAD: N_("Emotional unload"),
    SessionType.PLANNING: N_("Planning"),
}
ABOUT_TYPES = {
    SessionType.FOCUS: N_("Get one thing done"),
    SessionType.DECISION: N_("Think something through"),
    SessionType.EMOTIONAL_UNLOAD: N_("Be heard. A companion is no therapist"),
    SessionType.PLANNING: N_("Put the week in order"),
}
"""The purpose of each type of session, in words."""

"""Pages of administrators with the names of roles, statuses and acts at hand."""

from functools import partial

from hushroom_http.pages.administration.names import act_name_of, name_of
from hushroom_http.pages.moderation.filing import REASON_LABELS
from hushroom_http.pages.rendering import show, show_refused

show_admin = partial(show, name_of=name_of, act_name_of=act_name_of, reason_words=REASON_LABELS)
"""Returns a page, as `show` does; its template translates `name_of(value)` and `act_name_of(action)`."""
show_admin_refused = partial(show_refused, name_of=name_of, act_name_of=act_name_of, reason_words=REASON_LABELS)
"""Returns a refused form, as `show_refused` does."""

"""The limits of contracts."""

from hushroom_domain.shared.limits import Items, Range
from hushroom_domain.shared.text import Text

RULES = Items(max=50)
RULE = Text(min=1, max=2_000, has_lines=True)
RULE_TYPE = Text(min=1, max=100)
RULE_MINUTES = Range(min=1, max=24 * 60)
TOPIC = Text(min=1, max=200)
TOPICS = Items(max=50, each=TOPIC)

"""The numbers of contracts, and the limits of their texts."""

from hushroom_domain.shared.text import Text

MAX_RULES = 50
RULE = Text(min=1, max=2_000, has_lines=True)
RULE_TYPE = Text(min=1, max=100)
RULE_MAX_MINUTES = 24 * 60
MAX_TOPICS = 50
TOPIC = Text(min=1, max=200)

"""The numbers of contracts."""

MAX_RULES = 50
RULE_MAX_LENGTH = 2_000

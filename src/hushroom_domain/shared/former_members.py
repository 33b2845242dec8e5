"""The words that stand for an erased person and for the person's texts, in English as API v1 shows them.

Pages show them in the language of their reader.
"""

FORMER_MEMBER = "A former member"
"""The display name of an erased account."""
REMOVED_TEXT = "Removed with the account"
"""Replaces a text that must not be empty."""

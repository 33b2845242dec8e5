"""Moderation: abuse reports, automatic suspensions, and the decisions of administrators."""

"""Drift: records that a session moves away from its goal or its planned time."""

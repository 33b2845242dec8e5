"""The routes of API v1, one module a feature: parse, call one use case or ask one question, present."""

"""The error of an embedded server."""


class EmbeddedServerFailed(RuntimeError):
    """An embedded server could not be made, started or kept running; the message says why."""

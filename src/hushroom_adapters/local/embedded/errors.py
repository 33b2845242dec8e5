"""The one way in which an embedded server disappoints."""


class EmbeddedServerFailed(RuntimeError):
    """An embedded server could not be made, started or kept running; the message says why."""

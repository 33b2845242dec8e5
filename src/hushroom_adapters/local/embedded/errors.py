"""The one way in which an embedded server disappoints."""


class EmbeddedServerFailed(RuntimeError):  # noqa: N818  it reads as the sentence it is
    """An embedded server could not be made, started or kept running; the message says why."""

"""Why `hushroom dev` could not start, each in one sentence that says what to do."""


class DevFailed(Exception):  # noqa: N818  it is shown, not handled
    """The message is for the person at the terminal."""

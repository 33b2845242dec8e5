"""Why `hushroom dev` could not start, each in one sentence that says what to do."""


class DevFailed(Exception):
    """The message is for the person at the terminal."""

"""The reason why `hushroom dev` could not start, in one sentence that says what to do."""


class DevFailed(Exception):
    """The start failed; the message is written for the person at the terminal."""

"""The errors of outgoing calls."""


class AddressRefused(Exception):
    """The URL is not one of the public internet, or its host has an address that is not."""


class CallFailed(Exception):
    """No whole answer came: the host is away, too slow, or its answer is too long or no HTTP."""

"""The one way in which a configuration is refused."""


class SettingsError(Exception):
    """A setting is missing, malformed or too weak; the message is one sentence that names the variable."""

    def __init__(self, variable: str, complaint: str) -> None:
        super().__init__(f"{variable} {complaint}")
        self.variable = variable

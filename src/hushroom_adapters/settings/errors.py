"""The errors of a configuration."""

from attrs import frozen


@frozen
class Problem:
    """One variable that is missing, malformed or too weak; `complaint` follows its name in a sentence."""

    variable: str
    complaint: str

    def __str__(self) -> str:
        """Returns the sentence."""
        return f"{self.variable} {self.complaint}"


class SettingsError(Exception):
    """Settings cannot be used; the message has one line for each problem, in the order of reading."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

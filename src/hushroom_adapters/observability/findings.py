"""The findings of checks, in words for people and as data for programs."""

from attrs import field, frozen

from hushroom_adapters.observability.redaction import scrub


class CheckFailed(Exception):
    """A dependency answers, but not as it should; `fix` says what to do about it."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.fix = fix


class CheckWarning(Exception):
    """A dependency works, but something about it should be improved; `advice` says what to do."""

    def __init__(self, finding: str, advice: str) -> None:
        super().__init__(finding)
        self.advice = advice


@frozen(kw_only=True)
class Finding:
    """The result of one check; `fix` is empty when there is nothing to do, and advice when the check passed."""

    name: str
    is_well: bool
    says: str
    fix: str = field(default="")


def cause_in_words(error: BaseException) -> str:
    """Returns the type and the first line of the error that `error` was raised from in the end, without secrets."""
    cause, seen = error, {id(error)}
    while cause.__cause__ is not None and id(cause.__cause__) not in seen:
        cause = cause.__cause__
        seen.add(id(cause))
    lines = scrub(str(cause)).strip().splitlines()
    return f"{type(cause).__name__}: {lines[0]}" if lines else type(cause).__name__

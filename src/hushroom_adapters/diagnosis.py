"""What an examination of the platform's surroundings finds, in words for people and as data for programs."""

from attrs import field, frozen


class Unwell(Exception):  # noqa: N818 - it is a finding, not a malfunction
    """A dependency answers, but not as it should; `fix` says what to do about it."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.fix = fix


@frozen(kw_only=True)
class Finding:
    """How one thing is; `fix` is empty when it is well."""

    name: str
    is_well: bool
    says: str
    fix: str = field(default="")

"""The duty of administrators to have a second factor."""


def may_remove_factor(*, is_bound: bool, factors: int) -> bool:
    """Returns whether one of `factors` may be removed: a user who is bound to have one keeps the last one."""
    return not is_bound or factors > 1

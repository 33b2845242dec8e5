"""No test depends on the machine's speed: nothing must be over soon, and what takes a moment is awaited for long."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.waiting import PATIENCE_SECONDS

TESTS = Path(__file__).parents[2]
CLOCKS = {"monotonic", "perf_counter", "time", "monotonic_ns", "perf_counter_ns", "time_ns"}
"""Not `thread_time` and `process_time`: other programs do not make those run on."""
BOUNDED = {"timeout": 0, "wait_for": 1, "wait_until": 1, "until": 1, "communicate": 1, "run": 9, "wait_procs": 9}
"""Who gives up, and which argument says after how many seconds, unless it is named."""
SAID_BY_NAME = {"timeout", "seconds"}
OVER_THE_NETWORK = {"Client", "AsyncClient", "get", "post", "put", "patch", "delete", "request"}
SMALLER_SIDE = {ast.Lt: 0, ast.LtE: 0, ast.Gt: 1, ast.GtE: 1}


@cache
def trees() -> dict[str, ast.Module]:
    paths = [path for path in sorted(TESTS.rglob("*.py")) if "benchmarks" not in path.parts]
    return {str(path.relative_to(TESTS)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def called(node: ast.AST) -> str:
    """The last part of the name of what is called here."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def of_httpx(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "httpx"
        and node.func.attr in OVER_THE_NETWORK
    )


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def reads(node: ast.AST, names: set[str]) -> bool:
    """Whether a clock is looked at here, or a name that stands for a look at one."""
    return any(called(part) in CLOCKS or (isinstance(part, ast.Name) and part.id in names) for part in ast.walk(node))


def lasts(node: ast.AST, looks: set[str], durations: set[str]) -> bool:
    """Whether this is, or holds, the time that something took."""
    return any(
        (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub) and reads(part, looks))
        or (isinstance(part, ast.Name) and part.id in durations)
        for part in ast.walk(node)
    )


def hasty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    """The lines that want something to have taken less than something."""
    looks: set[str] = set()
    durations: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            if lasts(node.value, looks, durations):
                durations |= names
            elif reads(node.value, looks):
                looks |= names
    for node in ast.walk(function):
        for compared in ast.walk(node.test) if isinstance(node, ast.Assert) else ():
            if isinstance(compared, ast.Compare):
                sides = [compared.left, *compared.comparators]
                for place, operator in enumerate(compared.ops):
                    side = SMALLER_SIDE.get(type(operator))
                    if side is not None and lasts(sides[place + side], looks, durations):
                        yield compared.lineno


def expected_to_fail(tree: ast.Module) -> set[int]:
    """The calls that are to give up: negated ones, and those within `pytest.raises`."""
    found: set[int] = set()
    for node in ast.walk(tree):
        is_negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        is_raising = isinstance(node, ast.With | ast.AsyncWith) and any(
            called(item.context_expr) == "raises" for item in node.items
        )
        if is_negated or is_raising:
            found |= {id(part) for part in ast.walk(node)}
    return found


def seconds_of(call: ast.Call, constants: dict[str, float]) -> float | None:
    """After how long this call gives up, as far as it is said by a number."""
    place = BOUNDED[called(call)]
    said = [word.value for word in call.keywords if word.arg in SAID_BY_NAME] + call.args[place : place + 1]
    for value in said:
        if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
            return float(value.value)
        if isinstance(value, ast.Name):
            return constants.get(value.id)
    return None


def constants_of(tree: ast.Module) -> dict[str, float]:
    return {
        target.id: float(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int | float)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_nothing_must_be_over_soon() -> None:
    found = [(name, line) for name, tree in trees().items() for each in functions(tree) for line in hasty(each)]
    assert found == []


def test_what_takes_a_moment_is_awaited_for_long() -> None:
    found = []
    for name, tree in trees().items():
        constants, to_fail = constants_of(tree), expected_to_fail(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in BOUNDED and id(node) not in to_fail:
                seconds = seconds_of(node, constants)
                if seconds is not None and seconds < PATIENCE_SECONDS:
                    found.append((name, node.lineno, seconds))
    assert found == []


def test_a_client_over_the_network_is_patient() -> None:
    """For the library's own patience is five seconds."""
    found = []
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and of_httpx(node):
                said = {word.arg for word in node.keywords}
                if not said & {"timeout", "transport", None}:
                    found.append((name, node.lineno))
    assert found == []

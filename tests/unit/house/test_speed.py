"""No test depends on the machine's speed: no duration has an upper bound, and every wait has a long timeout."""

import ast
import re
from collections.abc import Iterable, Iterator

from tests.support.source_files import source_files, walk
from tests.support.waiting import PATIENCE_SECONDS

FILES = [file for file in source_files("tests") if "/benchmarks/" not in file.path]
CLOCKS = {"monotonic", "perf_counter", "time", "monotonic_ns", "perf_counter_ns", "time_ns"}
"""Clocks that advance while other programs run; `thread_time` and `process_time` do not."""
READS_A_CLOCK = re.compile(rf"\b(?:{'|'.join(sorted(CLOCKS))})\(")
BOUNDED = {"timeout": 0, "wait_for": 1, "wait_until": 1, "until": 1, "communicate": 1, "run": 9, "wait_procs": 9}
"""Functions with a timeout, each with the position of the argument that gives it in seconds."""
SAID_BY_NAME = {"timeout", "seconds"}
OVER_THE_NETWORK = {"Client", "AsyncClient", "get", "post", "put", "patch", "delete", "request"}
SMALLER_SIDE = {ast.Lt: 0, ast.LtE: 0, ast.Gt: 1, ast.GtE: 1}


def called(node: ast.AST) -> str:
    """Returns the last part of the name of the function that a call calls, and "" for any other node."""
    if not isinstance(node, ast.Call):
        return ""
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def of_httpx(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "httpx"
        and node.func.attr in OVER_THE_NETWORK
    )


def reads(nodes: Iterable[ast.AST], names: set[str]) -> bool:
    """Checks that one of the nodes calls a clock, or is a variable that holds the reading of a clock."""
    return any(called(node) in CLOCKS or (isinstance(node, ast.Name) and node.id in names) for node in nodes)


def lasts(node: ast.AST, readings: set[str], durations: set[str]) -> bool:
    """Checks that the node contains a measured duration."""
    return any(
        (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub) and reads(walk(part), readings))
        or (isinstance(part, ast.Name) and part.id in durations)
        for part in walk(node)
    )


Function = ast.FunctionDef | ast.AsyncFunctionDef


def hasty(function: Function) -> Iterator[int]:
    """Yields the lines that assert that a measured duration is below a bound."""
    readings: set[str] = set()
    durations: set[str] = set()
    nodes = walk(function)
    for node in nodes:
        if isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            if lasts(node.value, readings, durations):
                durations |= names
            elif reads(walk(node.value), readings):
                readings |= names
    for node in nodes:
        for compared in walk(node.test) if isinstance(node, ast.Assert) else ():
            if isinstance(compared, ast.Compare):
                sides = [compared.left, *compared.comparators]
                for place, operator in enumerate(compared.ops):
                    side = SMALLER_SIDE.get(type(operator))
                    if side is not None and lasts(sides[place + side], readings, durations):
                        yield compared.lineno


def expected_to_fail(nodes: Iterable[ast.AST]) -> set[int]:
    """Returns the ids of the nodes that are meant to time out: negated ones, and those within `pytest.raises`."""
    found: set[int] = set()
    for node in nodes:
        is_negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        is_raising = isinstance(node, ast.With | ast.AsyncWith) and any(
            called(item.context_expr) == "raises" for item in node.items
        )
        if is_negated or is_raising:
            found |= {id(part) for part in walk(node)}
    return found


def seconds_of(call: ast.Call, constants: dict[str, float]) -> float | None:
    """Returns the timeout of a call in seconds, where a number or a constant of the module gives it."""
    place = BOUNDED[called(call)]
    given = [word.value for word in call.keywords if word.arg in SAID_BY_NAME] + call.args[place : place + 1]
    for value in given:
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
    timed = [file for file in FILES if READS_A_CLOCK.search(file.text)]
    assert len(timed) > 5
    hasty_lines = []
    for file in timed:
        functions: list[Function] = [*file.of(ast.FunctionDef), *file.of(ast.AsyncFunctionDef)]
        hasty_lines += [(file.path, line) for function in functions for line in hasty(function)]
    assert hasty_lines == []


def test_a_bound_on_a_measured_duration_is_found() -> None:
    source = """
def test_it_is_quick():
    start = time.monotonic()
    work()
    took = time.monotonic() - start
    assert took < 2
    assert 2 > time.monotonic() - start
    assert took > 1
"""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert list(hasty(function)) == [6, 7]


def test_what_takes_a_moment_is_awaited_for_long() -> None:
    found = []
    for file in FILES:
        bounded = [call for call in file.of(ast.Call) if called(call) in BOUNDED]
        constants, to_fail = constants_of(file.tree), expected_to_fail(file.nodes) if bounded else set()
        for call in bounded:
            seconds = None if id(call) in to_fail else seconds_of(call, constants)
            if seconds is not None and seconds < PATIENCE_SECONDS:
                found.append((file.path, call.lineno, seconds))
    assert found == []


def test_a_client_over_the_network_is_patient() -> None:
    """The default timeout of httpx is five seconds."""
    found = []
    for file in FILES:
        for call in file.of(ast.Call):
            if of_httpx(call):
                said = {word.arg for word in call.keywords}
                if not said & {"timeout", "transport", None}:
                    found.append((file.path, call.lineno))
    assert found == []

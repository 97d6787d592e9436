"""Small faults put into the code, one at a time: which of them no test notices.

    python -m benchmarks.mutants [--each 8] [--seed 2013] PATH [PATH ...]

PATH is a module, a folder of the package, or MODULE:LINE for every mutant of a line. Each
mutant is written into a copy of the tree, never into the tree. As many test files are run as
take twenty seconds together: the module's doctests, the folder of ``tests`` that mirrors its
own, and others that name it. A mutant is killed if one of the tests fails or they take three
times as long. What survives is a lead and no verdict: see docs/mutants.md.
"""

import argparse
import ast
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest

import itperception.reporting.publish  # noqa: F401  loads the libraries

ROOT = Path(__file__).parents[1]
BUDGET, LEAST, PATIENCE = 20, 15, 900  # seconds: a module's tests, before one is late
OPTIONS = (
    "-xqp",
    "no:cacheprovider",
    "--doctest-modules",
    "-o",
    "python_functions=test_*",
)  # a module's `tests_of` is none
OURS = ("itperception", "tests", "benchmarks")  # imported anew for each mutant
PAIRS = [
    (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot), (ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.BitAnd, ast.BitOr),
    (ast.And, ast.Or), (ast.FloorDiv, ast.Div),
]  # fmt: skip
OTHER = {a: b for one, two in PAIRS[::-1] for a, b in ((two, one), (one, two))}
ALONE = ("annotation", "returns", "decorator_list")
BUILT_IN = {"min": "max", "max": "min", "any": "all", "all": "any"}
NAMES = {**BUILT_IN, "minimum": "maximum", "maximum": "minimum", "floor": "ceil"}


class Mutant(NamedTuple):
    """A place in a module, in bytes, and what is written there instead."""

    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self):
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.line}: `{before}` → `{after}`"


def variants(node: ast.AST) -> Iterator[str]:
    """Return what else could stand at a node."""
    match node:
        case ast.UnaryOp(operand=kept) | ast.BinOp(ast.Constant(1), ast.Sub(), kept):
            yield ast.unparse(kept)
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in OTHER:
            yield _with(node, op=OTHER[type(op)]())
        case ast.Compare(ops=[op]):
            yield _with(node, ops=[OTHER[type(op)]()])
        case ast.Constant(value=bool(value)):
            yield repr(not value)
        case ast.Constant(value=int(value)):
            yield from (repr(value + 1), repr(value - 1))
        case ast.Constant(value=float(value)):
            yield repr(value * 2)
        case ast.Name(id=name) if name in BUILT_IN:
            yield BUILT_IN[name]
        case ast.Attribute(attr=name) if name in NAMES:
            yield _with(node, attr=NAMES[name])
        case ast.IfExp(body=body, orelse=orelse):
            yield _with(node, body=orelse, orelse=body)


def _with(node: ast.AST, **fields) -> str:
    kept = {name: getattr(node, name) for name in node._fields}
    return ast.unparse(type(node)(**{**kept, **fields}))


def mutants(source: bytes) -> list[Mutant]:
    """Return every mutant of a module; texts, annotations and refusals are left alone."""
    ends, found = [0, *accumulate(map(len, source.splitlines(keepends=True)))], []
    every = ((n, after) for n in _inside(ast.parse(source)) for after in variants(n))
    for node, after in every:
        start = ends[node.lineno - 1] + node.col_offset
        end = ends[node.end_lineno - 1] + node.end_col_offset
        found.append(Mutant(node.lineno, start, end, source[start:end].decode(), after))
    return found


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            alone = isinstance(child, ast.Raise | ast.JoinedStr) or name in ALONE
            strict = getattr(child, "arg", None) == "strict"
            if isinstance(child, ast.AST) and not alone and not strict:
                yield child
                yield from _inside(child)


def tests_of(module: Path) -> list[str]:
    """Return the test files of a module, those first that are likeliest to notice."""
    dotted = ".".join(module.with_suffix("").parts)
    mirror, found = ROOT / "tests" / Path(*module.parts[1:-1]), {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        text, near = file.read_text(), file.parent == mirror
        word = re.search(rf"\b{module.stem}\b", text)
        if dotted in text or near or (word and file.parent == mirror.parent):
            found[str(file.relative_to(ROOT))] = (not near, not word, dotted not in text)
    return sorted(found, key=found.get)


def run(tree: Path, tests: list[str], seconds: float) -> tuple[str, float]:
    """Run tests in a child of this process; return what failed, and seconds of computing."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
        signal.alarm(PATIENCE)
        _test(tree, tests)
    _, status, used = os.wait4(child, 0)
    said = (tree / "said").read_text(errors="replace").splitlines()
    failed = [line for line in said if line.startswith(("FAILED", "ERROR"))]
    why = "time" if os.WIFSIGNALED(status) else (failed or said[-1:] or ["ended"])[0]
    return why if status else "", used.ru_utime + used.ru_stime


def _test(tree: Path, tests: list[str]) -> None:
    try:
        os.chdir(tree)
        said = os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1), os.dup2(said, 2)
        for name in [n for n in sys.modules if n.partition(".")[0] in OURS]:
            del sys.modules[name]
        sys.path.insert(0, str(tree))
        os.environ.update(PYTHONPATH=str(tree), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
        code = pytest.main([*OPTIONS, *tests])
        sys.stdout.flush()
        os._exit(int(code not in (0, 5)))  # 5: a module without doctests
    except BaseException:
        traceback.print_exc()
        os._exit(1)


@cache
def unharmed(tree: Path, test: str) -> float:
    """Return the seconds that a file's tests take without a mutant."""
    failed, seconds = run(tree, [test], BUDGET)
    if failed and failed != "time":
        raise SystemExit(f"{test}: fails without a mutant: {failed}")
    return seconds


def survivors(tree: Path, module: Path, line: int, each: int, seed: int) -> list[str]:
    """Try mutants of a module, say in a line what became of them; return who lived."""
    code, used, within = tree / module, [], 0.0
    tests = [str(module), *tests_of(module)]
    sys.dont_write_bytecode = False
    for test in tests:
        seconds = unharmed(tree, test) if within < 0.7 * BUDGET else BUDGET
        if within + seconds < BUDGET:
            used, within = [*used, test], within + seconds
    sys.dont_write_bytecode = True  # what is compiled of a mutant must not outlive it
    every = mutants(source := code.read_bytes())
    drawn = random.Random(f"{seed} {module}").sample(every, min(each, len(every)))
    lived = drawn = [m for m in every if m.line == line] if line else drawn
    for mutant in drawn:
        after = b"(%b)" % mutant.after.encode()
        code.write_bytes(source[: mutant.start] + after + source[mutant.end :])
        killed_by, _ = run(tree, used, max(LEAST, 3 * within))
        lived = [m for m in lived if m is not mutant or not killed_by]
        print(f"{module}:{mutant} | {killed_by}", file=sys.stderr, flush=True)
    code.write_bytes(source)
    row = module, len(every), len(drawn), len(drawn) - len(lived), len(lived), len(used)
    print("|", " | ".join(map(str, row)), "of", len(tests), "|", flush=True)
    return [f"- {module}:{mutant}" for mutant in lived]


def main() -> None:
    """Read the command line, try mutants, and print a table and who survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--each", type=int, default=8, help="mutants of a module")
    parser.add_argument("--seed", type=int, default=2013)
    given, lived = parser.parse_args(), []
    print("| module | possible | made | killed | survived | test files |")
    print("|---" * 6 + "|")
    with tempfile.TemporaryDirectory() as place:
        left_out = shutil.ignore_patterns(".*", "reports", "__pycache__")
        tree = Path(shutil.copytree(ROOT, Path(place, "tree"), ignore=left_out))
        for path, _, line in (path.partition(":") for path in given.paths):
            for module in sorted((ROOT / path).rglob("*.py")) or [ROOT / path]:
                name = module.relative_to(ROOT)
                lived += survivors(tree, name, int(line or 0), given.each, given.seed)
    print(*lived, sep="\n")


if __name__ == "__main__":
    main()

"""Every module imports only rooms before its own, wherever in it the import stands."""

import ast
from functools import cache
from pathlib import Path

from tests.cases import each

PACKAGE = Path(__file__).parents[1] / "itperception"
ORDER = [
    "errors",
    "lines",
    "terms",
    "survey",
    "counting",
    "inference",
    "published",
    "workbench",
    "book",
    "reporting",
    "cli",
]
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(dotted: str) -> str:
    return dotted.split(".")[1] if "." in dotted else "itperception"


@cache
def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [
        alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
    ]
    names += [node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name for name in names if name.split(".")[0] in ("itperception", "")}


@each("path", MODULES)
def test_a_module_imports_only_what_is_before_it(path):
    own = path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".")
    if room(own) in ("__init__", "__main__"):
        return
    level = ORDER.index(room(own))
    for name in imported(path):
        same_room = room(name) == room(own) and level not in (0, 1, 10)
        assert same_room or ORDER.index(room(name)) < level, f"{own} imports {name}"
        is_apart = room(own) in ("counting", "inference") and room(name) == "survey"
        assert not is_apart, f"{own} imports {name}; the words it needs are in terms/"


def test_no_two_modules_of_a_room_import_each_other():
    own = {
        p: p.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".")
        for p in MODULES
    }
    needs = {own[path]: imported(path) & set(own.values()) for path in MODULES}
    while needs:
        free = {name for name, wants in needs.items() if not wants & needs.keys()}
        assert free, f"these import each other in a circle: {sorted(needs)}"
        needs = {name: wants for name, wants in needs.items() if name not in free}

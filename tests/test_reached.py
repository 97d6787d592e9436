"""Every function and method is reached by a user: nothing is there that only tests call.

Users reach what notebooks, the command line and the code of README and docs name, and what
that uses in turn. References are followed as they are written: a name to what it is or was
imported as; ``.name``, also in a template or in the example of what is reached, to every
function of that name in a class or a module that is reached; a dotted string to what it names.
"""

import ast
import json
import re
from pathlib import Path

import itperception

ROOT = Path(__file__).parents[1]
WORD, EXAMPLE = re.compile(r"[A-Za-z_]\w+"), re.compile(r">>> (.*)")
CODE = re.compile(r"```python\n(.*?)```|`([^`\n]+)`", re.DOTALL)
BY_ITSELF = re.compile(r"__\w+__|_repr_\w+_|_ipython_\w+_|_constructor(_sliced)?")
PAGES = ("docs/disclosure.md", "docs/press-release.md")
# A decorator that is none of these hands the method to a library, which calls it.
PLAIN = {"property", "cached_property", "classmethod", "staticmethod", "tells_synthetic"}
IMPORTS, DEFINED = (ast.Import, ast.ImportFrom), (ast.FunctionDef, ast.ClassDef)


class Module:
    """What a module defines, what its names were imported as, what runs on import."""

    def __init__(self, path: Path):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        self.name, tree = (
            dotted.removesuffix(".__init__"),
            ast.parse(path.read_text("utf-8")),
        )
        self.defined, self.imported, self.runs = {}, {}, []
        for node in (n for n in ast.walk(tree) if isinstance(n, IMPORTS)):
            home = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            self.imported |= {a.asname or a.name: f"{home}{a.name}" for a in node.names}
        for node in tree.body:
            if isinstance(node, DEFINED):
                self.defined[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
                self.defined |= {n.id: node for n in names if isinstance(n.ctx, ast.Store)}
            elif not isinstance(node, IMPORTS):
                self.runs.append(node)


def methods(node: ast.AST | None) -> dict[str, ast.FunctionDef]:
    body = node.body if isinstance(node, ast.ClassDef) else []
    return {part.name: part for part in body if isinstance(part, ast.FunctionDef)}


class Reached:
    """What is reached, by dotted names, from some of these and from names of methods."""

    def __init__(self):
        found = map(Module, (ROOT / "itperception").rglob("*.py"))
        self.modules = {module.name: module for module in found}
        self.found, self.words, self.waiting, self.todo = set(), set(), {}, []

    def go(self, dotted, words=frozenset()) -> set[str]:
        self.say(words)
        self.todo += dotted
        while self.todo:
            name = self.todo.pop()
            if name not in self.found:
                self.found.add(name)
                self.visit(*name.rpartition(".")[::2])
        return set(self.found)

    def say(self, words) -> None:
        """Reach what has these names in classes and modules reached now or later."""
        for word in words - self.words:
            self.todo += self.waiting.pop(word, [])
        self.words |= words

    def visit(self, home: str, name: str) -> None:
        if module := self.modules.get(home):
            self.todo += [module.imported[name]] if name in module.imported else []
            parts, module.runs = [*module.runs, module.defined.get(name)], []
            for part in parts:
                self.follow(module, part, self.methods_of(f"{home}.{name}", part))
        elif of := self.modules.get(home.rpartition(".")[0]):
            owner = of.defined.get(home.rpartition(".")[2])
            self.follow(of, methods(owner).get(name))
        if handed_on := self.modules.get(f"{home}.{name}"):
            for part in handed_on.defined:
                self.ask(part, f"{handed_on.name}.{part}")

    def ask(self, name: str, dotted: str, now: object = False) -> None:
        """Reach what is somebody's by its name: now, or when that name is read."""
        now = now or name in self.words
        (self.todo if now else self.waiting.setdefault(name, [])).append(dotted)

    def methods_of(self, dotted: str, node: ast.AST | None) -> list[ast.AST]:
        """Reach those methods of a class that are asked for; return all of them."""
        for name, method in methods(node).items():
            by = {WORD.findall(ast.unparse(d))[-1] for d in method.decorator_list} - PLAIN
            now = by or BY_ITSELF.fullmatch(name) or node.name.startswith("_")
            self.ask(name, f"{dotted}.{name}", now)
        return [*methods(node).values()]

    def hold(self, name: str | None) -> None:
        """Reach what is asked for of a module that is held by a name, as if it were a class."""
        home = self.modules.get(name)
        for own in home.defined if home else ():
            (self.todo if own in self.words else self.waiting.setdefault(own, [])).append(
                f"{name}.{own}"
            )

    def follow(self, module: Module, node: ast.AST | None, leave=()) -> None:
        parts = [node] if node else []
        while parts:
            part = parts.pop()
            parts += [child for child in ast.iter_child_nodes(part) if child not in leave]
            match part:
                case ast.Name(id=name):
                    self.todo.append(f"{module.name}.{name}")
                    self.hold(module.imported.get(name))
                case ast.Attribute(value=value, attr=name):
                    self.say({name})
                    home = module.imported.get(getattr(value, "id", ""))
                    self.todo += [f"{home}.{name}"] if home else []
                case ast.ImportFrom(module=home, names=names):
                    self.todo += [f"{home}.{alias.name}" for alias in names]
                case ast.Constant(value=str(text)) if "." in text:
                    self.say({*WORD.findall(" ".join(EXAMPLE.findall(text)))})
                    homes = re.findall(r"itperception[\w.]+", text)
                    self.todo += [
                        f"{home}.{word}" for home in homes for word in WORD.findall(text)
                    ]
                    self.todo.append(f"itperception.inference.{text}")


def users_code() -> str:
    """Return what users write and read: notebooks, README, docs and pages' templates."""
    told = [json.loads(p.read_text("utf-8")) for p in ROOT.glob("notebooks/*.ipynb")]
    cells = [cell for notebook in told for cell in notebook["cells"]]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    code += [p.read_text("utf-8") for p in ROOT.glob("itperception/reporting/**/*.j2")]
    # Not docs/conformance.md, an index of all that was compared with R.
    for page in (ROOT / name for name in ("README.md", *PAGES)):
        code += ["".join(parts) for parts in CODE.findall(page.read_text("utf-8"))]
    return "\n".join(code)


def test_every_function_and_method_is_reached_by_a_user():
    reached, code = Reached(), users_code()
    starts = [f"itperception.{home}.{name}" for name, home in itperception._HOME.items()]
    there = set()
    for module in reached.modules.values():
        last = module.name.rpartition(".")[2]
        is_run = last == "cli" or any(
            "__main__" in ast.unparse(part) for part in module.runs
        )
        for name, node in module.defined.items():
            named = is_run or f"{last}.{name}" in code or BY_ITSELF.fullmatch(name)
            starts += [f"{module.name}.{name}"] if named else []
            inside = [name, *(f"{name}.{part}" for part in methods(node))]
            there |= {f"{module.name}.{n}" for n in inside if isinstance(node, DEFINED)}
    by_users = reached.go(starts, {*WORD.findall(code)})

    assert sorted(there - by_users) == []

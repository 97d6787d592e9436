"""Parameters of a notebook, refused when they are not its own.

papermill only warns of a parameter that a notebook does not have, and runs with the
defaults: a report of the wrong wave. So the command line looks before a run, and the
first call of each notebook looks from within, however the notebook was started.
"""

import ast
from collections.abc import Mapping
from typing import Any

from itperception.errors import ItPerceptionError, UnknownNameError

_INJECTED = "# Parameters"  # how the cell begins that papermill puts in
_KINDS = {
    "str": str, "int": int, "float": (int, float), "bool": bool, "list": list,
    "tuple": tuple, "dict": dict, "None": type(None),
}  # fmt: skip


def check_parameters() -> None:
    """Refuse parameters that the running notebook does not have.

    Call it in a notebook below the cell tagged ``parameters``. Outside a notebook, or
    in one that was given no parameters, there is nothing to check.

    Raises
    ------
    UnknownNameError
        For a name the notebook does not know; the known ones are listed.
    ItPerceptionError
        For a value of another type than the one declared.

    Examples
    --------
    >>> check_parameters()
    """
    history = _history()
    injected = [k for k, source in enumerate(history) if source.startswith(_INJECTED)]
    if injected and injected[-1] > 0:
        refuse_unknown(history[injected[-1] - 1], _assigned(history[injected[-1]]))


def refuse_unknown(declared: str, given: Mapping[str, Any]) -> None:
    """Hold given parameters against the cell that declares them.

    Parameters
    ----------
    declared : str
        Source with lines such as ``wave: str = "demo-2026"  # wave to report``. One
        without a type takes any value.
    given : mapping
        Values by name.

    Raises
    ------
    UnknownNameError
        For a name that is not declared; the declared ones are listed.
    ItPerceptionError
        For a value of another type than the one declared.

    Examples
    --------
    >>> refuse_unknown('wave: str = "a"  # which', {"wave": "b"})
    >>> refuse_unknown('wave: str = "a"  # which', {"wav": "b"})
    Traceback (most recent call last):
    itperception.errors.UnknownNameError: parameter 'wav' does not exist. Known:
      wave: str = "a"  # which
    """
    known = dict(_declared(declared))
    shown = (declared.splitlines()[node.lineno - 1] for node, _ in known.values())
    listed = "".join(f"\n  {line.strip()}" for line in shown) or " none"
    for name, value in given.items():
        if name not in known:
            raise UnknownNameError(f"parameter {name!r} does not exist. Known:{listed}")
        if not _is_a(value, known[name][1]):
            told = f"parameter {name!r} cannot be {value!r} ({type(value).__name__})"
            raise ItPerceptionError(f"{told}. Known:{listed}")


def _history() -> list[str]:
    """Return the source of every cell run so far."""
    try:
        from IPython import get_ipython
    except ImportError:
        return []
    shell = get_ipython()
    return list(shell.user_ns.get("In", [])) if shell else []


def _declared(source: str):
    """Yield each name with the line that declares it and its type, as written."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign):
            yield node.target.id, (node, ast.unparse(node.annotation))
        elif isinstance(node, ast.Assign):
            yield node.targets[0].id, (node, "")


def _assigned(source: str) -> dict[str, Any]:
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in nodes}


def _is_a(value: Any, declared: str) -> bool:
    """Whether a value is of a declared type, such as ``str | None``."""
    names = [name.strip().split("[")[0] for name in declared.split("|")]
    kinds = [_KINDS.get(name) for name in names]
    if None in kinds:  # no type is declared, or not one we know
        return True
    if isinstance(value, bool):
        return bool in kinds
    return any(isinstance(value, kind) for kind in kinds)

"""A page that is to be published: what it is made from, and whether that changed.

A published page carries the fingerprint of everything it was made from in its own
head. No other record is kept: to know whether a page is up to date, its first lines
are read.
"""

import hashlib
import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from itperception.errors import PublicationError
from itperception.survey.waves import INDEX, NAME, SHIPPED, shipped_root
from itperception.terms.address import ENGINE

FINGERPRINT = "itperception-fingerprint"
LOCK, NOTEBOOKS = "requirements.lock", Path("notebooks")
# Whose version can change a number, a chart or the markup of a page.
PACKAGES = (
    "itperception", "duckdb", "matplotlib", "nbconvert", "nh3", "numpy", "pandas",
    "papermill", "pingouin", "scipy", "seaborn", "statsmodels", "xlsxwriter",
)  # fmt: skip
_HEAD = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One job: a notebook and its parameters, to become one HTML file.

    Attributes
    ----------
    name : str
        Name of the file without ``.html``: lower case, digits and hyphens.
    notebook : pathlib.Path
        The notebook; like `inputs`, relative to the repository's root.
    parameters : mapping
        Values for the notebook's cell tagged ``parameters``.
    title : str
        The heading of the page.
    inputs : tuple of pathlib.Path
        Every file whose change makes the page out of date.
    synthetic : bool
        Whether the page shows data nobody answered; it then says so.
    language : {"en", "sv", "de"}
        Language of what surrounds the notebook's own words.
    facts : mapping of str to str
        What head and index say: ``n``, ``field`` (dates), ``unit`` (who is one respondent)
        and ``kind`` (``microdata``, ``published``, ``trend`` or ``comparison``).
    wave : str
        The wave whose tables go with the page as files; empty if none do.
    languages : tuple of str
        The languages the page is published in side by side, the first one's in the
        folder itself and each other's in a folder below; empty if in one only.

    Raises
    ------
    PublicationError
        For a name that is no file name, or that is the index's.
    """

    name: str
    notebook: Path
    title: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[Path, ...] = ()
    synthetic: bool = False
    language: str = "en"
    facts: Mapping[str, str] = field(default_factory=dict)
    wave: str = ""
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or self.name == INDEX:
            raise PublicationError(
                f"a page cannot be called {self.name!r}; expected lower case letters, "
                "digits and hyphens, and not 'index'"
            )

    def path(self, folder: Path) -> Path:
        """Return where the page is published in a folder."""
        return Path(folder) / f"{self.name}.html"

    @property
    def translations(self) -> dict[str, str]:
        """The page's address in each other language, as seen from the page."""
        return translations(f"{self.name}.html", self.language, self.languages)


def translations(name: str, language: str, languages: Sequence[str]) -> dict[str, str]:
    """Return the address of a file in each other language, as seen from its own.

    Parameters
    ----------
    name : str
        Name of the file.
    language : str
        The language it is in.
    languages : sequence of str
        All it is published in; see :class:`Page`.

    Examples
    --------
    >>> translations("index.html", "sv", ("en", "sv", "de"))
    {'en': '../index.html', 'de': '../de/index.html'}
    """
    up = "" if language in languages[:1] else "../"
    return {
        other: f"{up}{name}" if other == languages[0] else f"{up}{other}/{name}"
        for other in languages
        if other != language
    }


def provenance(page: Page, root: Path) -> dict[str, Any]:
    """Return what a page is made from.

    Parameters
    ----------
    page : Page
        The page.
    root : pathlib.Path
        The repository's root.

    Returns
    -------
    dict
        ``notebook``: its path; ``files``: SHA-256 of the notebook, the inputs and the
        lock file, by path below the root; ``code``: SHA-256 of the package;
        ``versions``; ``parameters``.

    Raises
    ------
    PublicationError
        If a file is missing.
    """
    lock = (Path(LOCK),) if (root / LOCK).exists() else ()
    files = dict.fromkeys((page.notebook, *page.inputs, *lock))
    parameters = sorted(page.parameters.items())
    return {
        "notebook": _place(page.notebook, root),
        "files": {_place(path, root): sha256(original(path, root)) for path in files},
        **made_by(),
        "parameters": {name: repr(value) for name, value in parameters},
    }


def made_by() -> dict[str, Any]:
    """Return the SHA-256 of the package, and the versions of what it builds on."""
    counted_by = ("pyspark",) if os.environ.get(ENGINE) else ()
    return {
        "code": {"itperception": _code()},
        "versions": {"python": platform.python_version(), **_versions(counted_by)},
    }


def changed_since(made_from: Mapping[str, Any], page: Page, root: Path) -> list[str]:
    """Return what is not any more as :func:`provenance` says, by its place below the root."""
    _code.cache_clear()
    now = provenance(page, root)
    before, after = ({**told["files"], **told["code"]} for told in (made_from, now))
    return [name for name in before if before[name] != after.get(name)]


def fingerprint(page: Page, made_from: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a page's own words and of what :func:`provenance` says."""
    words = {**asdict(page), "notebook": None, "inputs": None}
    told = json.dumps([words, made_from], sort_keys=True, default=repr)
    return hashlib.sha256(told.encode()).hexdigest()


def published_fingerprint(path: Path) -> str | None:
    """Return the fingerprint in the head of a published page; None if there is none."""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    found = re.search(rf'<meta name="{FINGERPRINT}" content="([0-9a-f]{{64}})">', head)
    return found.group(1) if found else None


def original(path: Path, root: Path) -> Path:
    """Return where a file of a project is; a notebook that it lacks is the package's."""
    if Path(path).parent == NOTEBOOKS and not os.path.lexists(root / path):
        return shipped_root() / path
    return root / path


def _place(path: Path, root: Path) -> str:
    """Name a file without saying where the repository lies."""
    whole = root / path
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path.name


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file that a page is made from."""
    try:
        if path.exists() and not path.is_file():
            raise PublicationError(f"{path}: the page is made from this, but it is no file")
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        told = f"{path}: the page is made from this file, but: {error.strerror or error}"
        raise PublicationError(told) from None


@cache
def _code() -> str:
    package = Path(__file__).parents[1]
    sources = (".py", ".yaml", ".json", ".j2", ".css")
    files = sorted(path for path in package.rglob("*")
                   if path.suffix in sources and SHIPPED not in path.parents)  # fmt: skip
    told = [(file.relative_to(package).as_posix(), sha256(file)) for file in files]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@cache
def _versions(more: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for name in (*PACKAGES, *more):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found

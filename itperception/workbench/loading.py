"""From the name of a wave to the wave: its export checked and written, or its twin made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itperception.counting.display import MADE_UP
from itperception.counting.queries import run_here
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.results import join_notes
from itperception.survey.respondents import prepare_respondents
from itperception.survey.waves import is_path, nearest_root, open_wave
from itperception.terms.asked import asked
from itperception.terms.document import validated
from itperception.terms.text import say
from itperception.workbench.twins import SYNTHETIC, has_twin, twin_export
from itperception.workbench.wave import Wave

if TYPE_CHECKING:
    from itperception.published.figures.study import Study, StudyClaim
    from itperception.published.verdicts.verdict import Verdict
    from itperception.published.verdicts.verdicts import Verdicts

FILES = (".yaml", ".yml", ".csv")


@asked
def bounds(
    what: "str | Path | Mapping | Study", first: str | None = None,
    second: str | None = None, *, root: Path | None = None, alpha: float = 0.05, **assume,
) -> "Verdicts | Verdict":  # fmt: skip
    """Say what figures in print prove: a verdict for every claim drawn from them.

    Parameters
    ----------
    what : str, pathlib.Path, mapping or Study
        The name or the folder of a wave, a press release (a YAML or CSV file, or its keys
        as a mapping), or a study. A file is looked for here, then from the project's root.
    first, second : str, optional
        Ids of two figures to compare with each other instead of judging the claims.
    root : pathlib.Path, optional
        The repository's root; found from the working directory by default.
    alpha : float
        Level of every test, in (0, 1).
    **assume
        Named assumptions: ``least``, people of the smallest group; ``similar``, points
        that a figure in print as similar to another may be off; ``exhaustive``, True if
        the groups compared are everybody; ``overlap``, ``"non_negative"`` if those in
        one net are not less often in the other.

    Returns
    -------
    Verdicts or Verdict
        One verdict per claim, or that of the two figures.

    Raises
    ------
    ItPerceptionError
        If there is no such wave or figure, the file has problems (all are named), or
        an assumption is about nothing in the study.

    Examples
    --------
    >>> poll = {"title": "Poll", "n": 156, "figures": [{"id": "good", "printed": "51 %"}],
    ...         "claims": [{"text": "Most", "kind": "majority", "figures": ["good"]}]}
    >>> itp.bounds(poll).to_frame()[["holds", "significant"]].values.tolist()
    [['every', 'none']]
    """
    from itperception.published.figures.release import pair_claim
    from itperception.published.verdicts.verdicts import judge_all, judge_claim

    study = printed_study(what, root)
    if (first is None) != (second is None):
        raise ItPerceptionError(f"name two figures or none, got only {first or second!r}")
    claims = study.claims if first is None else (pair_claim(study, first, second),)
    claims = assume_for(study, claims, assume)
    if first is not None:
        return judge_claim(study, claims[0], alpha=alpha)
    return judge_all(study.assuming(claims=claims), alpha=alpha)


def printed_study(
    what: "str | Path | Mapping | Study", root: Path | None = None
) -> "Study":
    """Return the study of a wave's name, a press release or its keys.

    Parameters
    ----------
    what, root
        As for :func:`bounds`.
    """
    from itperception.published.figures.release import read_study, study_of
    from itperception.published.figures.study import Study

    if isinstance(what, Study):
        return what
    if isinstance(what, Mapping):
        return study_of(what)
    if not isinstance(what, str | Path):
        raise ItPerceptionError(
            f"found {what!r}, expected a wave's name or folder, a press release (a file, or its "
            "keys as a mapping), or a study"
        )
    if is_path(what) or what.lower().endswith(FILES):
        return read_study(_here_or_in_project(Path(what), root))
    return read_study(open_wave(what, root).raw)


def _here_or_in_project(path: Path, root: Path | None) -> Path:
    """Return a path as it is, or, where that is not there, from the project's root.

    A notebook is run in its own folder, a page from the root.
    """
    root = root or nearest_root()
    return root / path if root and not path.exists() and (root / path).exists() else path


def assume_for(
    study: "Study", claims: "Sequence[StudyClaim]", assume: Mapping[str, object]
):
    """Return claims with assumptions added to those that they are about.

    Raises
    ------
    ItPerceptionError
        For an assumption that is not known, is about none of the claims, or has a value that
        means nothing.
    """
    from itperception.published.figures.assembling import Assumptions

    validated(dict(assume), Assumptions, "assumptions")
    for name in assume:
        if name not in _IS_ABOUT:
            raise unknown_name("assumption", name, list(_IS_ABOUT))
        if claims and not any(_IS_ABOUT[name](study, claim) for claim in claims):
            raise ItPerceptionError(f"the assumption {name!r} is about none of the claims")

    def added(claim: "StudyClaim") -> dict[str, object]:
        return {name: assume[name] for name in assume if _IS_ABOUT[name](study, claim)}

    return tuple(replace(c, assume={**c.assume, **added(c)}) for c in claims)


def _is_about_sizes(study: "Study", claim: "StudyClaim") -> bool:
    """Whether the answer hangs on how many people a group has."""
    if claim.kind in ("lowest_group", "highest_group", "gap_everywhere"):
        return True
    unknown = any(study.figure(name).base is None for name in claim.figures)
    return claim.kind != "means" and unknown


_IS_ABOUT: "dict[str, Callable[[Study, StudyClaim], bool]]" = {
    "least": _is_about_sizes,
    "similar": lambda _, claim: "similar" in claim.options,
    "exhaustive": lambda _, claim: claim.kind == "groups",
    "overlap": lambda _, claim: claim.kind == "paired",
}


@asked
def load_wave(wave: str | Path, root: Path | None = None) -> Wave:
    """Load a wave: check its export, write its respondents, and hand it over.

    Parameters
    ----------
    wave : str or pathlib.Path
        The name of a folder below ``data/raw``; or, a text with a slash or a path, a folder
        wherever it is, in which nothing is written. For a wave of published figures this is
        the synthetic twin, if the study has one: its respondents are made, and say so.
    root : pathlib.Path, optional
        The project's root; found from the working directory by default. Where there is no
        project, names are those of the waves that come with the package.

    Raises
    ------
    UnknownNameError
        If there is no such wave.
    WaveError
        If the export disagrees with the codebook; every problem is listed.

    Examples
    --------
    >>> itp.load_wave("data/raw/demo-2026").name == itp.load_wave("demo-2026").name
    True
    """
    folder, twin = open_wave(wave, root), None
    if folder.description.kind == "microdata":
        respondents, synthetic = prepare_respondents(folder), folder.description.synthetic
    elif not has_twin(folder):
        raise ItPerceptionError(
            f"wave {folder.name!r} has printed figures only, and not enough for a twin in the "
            "codebook; see itperception.bounds and notebooks/reproduction.ipynb"
        )
    else:
        folder, export, twin = twin_export(folder)
        respondents, synthetic = prepare_respondents(folder, export), True
    caution = SYNTHETIC if twin else MADE_UP if synthetic else ""
    caution = join_notes(caution, f"only {say(folder.only)}" if folder.only else "")
    return Wave(folder, respondents, _columns(respondents), synthetic, twin, caution)


def _columns(respondents: Path) -> tuple[str, ...]:
    told = run_here("DESCRIBE SELECT * FROM read_parquet(?)", [str(respondents)])
    return tuple(told["column_name"].tolist())

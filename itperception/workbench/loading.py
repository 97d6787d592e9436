"""From the name of a wave to the wave: its export checked and written, or its twin made."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itperception.errors import ItPerceptionError
from itperception.survey.check import Layout
from itperception.survey.formats import Export
from itperception.survey.waves import WaveFolder, open_wave, prepare
from itperception.workbench.wave import Wave

if TYPE_CHECKING:
    from itperception.published.bounds import PairedBounds


def bounds(
    wave: str, first: str | None = None, second: str | None = None, *,
    root: Path | None = None, **options,
) -> "PairedBounds":  # fmt: skip
    """Say what two printed percentages of the same people prove about each other.

    Parameters
    ----------
    wave : str
        A wave of published figures.
    first, second : str, optional
        Ids of two figures; by default those of the gap the codebook declares.
    root : pathlib.Path, optional
        The repository's root; found from the working directory by default.
    **options
        See :func:`itperception.published.bounds.bound_figures`.

    Raises
    ------
    ItPerceptionError
        If the wave has no such figures in print.
    """
    from itperception.published.bounds import bound_figures
    from itperception.published.figures import read_figures

    folder = open_wave(wave, root)
    figures = read_figures(folder.raw / "figures.csv")
    first, second = (first, second) if first and second else _gap_figures(folder, figures)
    return bound_figures(figures, first, second, **options)


def _gap_figures(folder: WaveFolder, figures) -> tuple[str, str]:
    """Return the ids of the two figures that the codebook's gap speaks of."""
    for declared in folder.codebook.gaps:
        net = {
            n.id: set(n.categories) for n in folder.codebook.scale(declared.self_item).nets
        }
        found = [
            figure.id
            for item in (declared.self_item, declared.other_item)
            for figure in figures
            if figure.item == item and set(figure.categories) == net[declared.net]
            and figure.group == "all" and figure.base
        ]  # fmt: skip
        if len(found) == 2:
            return found[0], found[1]
    known = ", ".join(figure.id for figure in figures)
    raise ItPerceptionError(
        f"wave {folder.name!r}: no two figures in print are about the same people and the "
        f"gap of the codebook; name two of {known}"
    )


def load_wave(name: str, root: Path | None = None) -> Wave:
    """Load a wave: check its export, write its respondents, and hand it over.

    Parameters
    ----------
    name : str
        Folder below ``data/raw``. For a wave of published figures this is the
        synthetic twin, if the study has one: its respondents are made, and say so.
    root : pathlib.Path, optional
        The repository's root; found from the working directory by default.

    Raises
    ------
    UnknownNameError
        If there is no such wave.
    WaveError
        If the export disagrees with the codebook; every problem is listed.
    """
    folder = open_wave(name, root)
    if folder.description.kind == "microdata":
        respondents, synthetic = prepare(folder), folder.description.synthetic
    elif not has_twin(folder):
        raise ItPerceptionError(
            f"wave {name!r} has printed figures only, and too few to make a twin from; "
            "see itperception.bounds and notebooks/reproduction.ipynb"
        )
    else:
        folder, export = _twin(folder)
        respondents, synthetic = prepare(folder, export), True
    return Wave(folder, respondents, _columns(respondents), synthetic)


def has_twin(folder: WaveFolder) -> bool:
    """Whether synthetic respondents can be made: figures by organisation type are known."""
    from itperception.published.claims import TYPES
    from itperception.published.figures import read_figures

    if folder.description.kind != "published":
        return False
    figures = read_figures(folder.raw / "figures.csv")
    return {figure.group for figure in figures} >= set(TYPES)


def _twin(folder: WaveFolder) -> tuple[WaveFolder, Export]:
    """Make a published study's synthetic respondents, laid out like an export."""
    from itperception.published.figures import read_figures
    from itperception.published.twin import make_twin

    figures = read_figures(folder.raw / "figures.csv")
    answers = make_twin(figures, folder.description.n)
    every = [dimension.id for dimension in folder.codebook.dimensions()]
    layout = Layout(
        respondent_id="respondent",
        not_asked=[name for name in every if name not in answers],
    )
    description = folder.description.model_copy(update={"layout": layout})
    return replace(folder, description=description), Export("synthetic twin", answers)


def _columns(respondents: Path) -> tuple[str, ...]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "DESCRIBE SELECT * FROM read_parquet(?)", [str(respondents)]
        )
        return tuple(name for name, *_ in rows.fetchall())

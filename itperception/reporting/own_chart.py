"""A chart that a cell drew, in a figure of the page."""

from collections import Counter
from collections.abc import Callable
from html import escape
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING

from itperception.errors import PublicationError
from itperception.reporting.chapters import address
from itperception.reporting.charts.address import svg_address
from itperception.reporting.tables import caption
from itperception.reporting.wording import text

WIDEST = 22  # characters of a line above an axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text


def own_chart(
    figure: "Figure", title: str, alt: str, *, most: float,
    words: Callable[[str], str] = str, synthetic: bool = False, language: str = "en",
) -> str:  # fmt: skip
    """Return a figure of matplotlib as HTML, and close it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What was drawn.
    title, alt : str
        Its title, and what it shows, for who cannot see it.
    most : float
        More marks of one kind than this are taken to be people.
    words : callable
        What is read instead of the name of a column, at an axis or in a legend.
    synthetic : bool
        Whether nobody gave these answers.
    language : {"en", "sv", "de"}
        Language of the page.

    Raises
    ------
    PublicationError
        If nothing says what it shows, or if it has a mark for many a respondent.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> drawn = Figure()
    >>> bars = drawn.add_subplot().bar(["small", "large"], [0.4, 0.6])
    >>> 'alt="Larger is better"' in own_chart(drawn, "Image", "Larger is better", most=10)
    True
    """
    if not alt.strip():
        raise PublicationError(
            f"{title!r} is a picture: say in alt=... what it shows, for readers who cannot see it"
        )
    if (marks := _marks(figure)) > most:
        raise PublicationError(
            f"{title!r} draws {marks} marks, more than one for every four respondents: a person "
            "could be read off it; draw sums"
        )
    for written in _written(figure):
        written.set_text(words(written.get_text()))
    for ax in figure.axes:  # of a grid: column = answer
        ax.set_title(fill(words(ax.get_title().rpartition(" = ")[2]), WIDEST))
    place = f"chart-{escape(address(title))}"
    head = caption(place, title, language, synthetic=synthetic)
    mark = text("table.synthetic", language) if synthetic else ""
    return (
        f'<figure class="chart" id="{place}">\n{head}\n'
        f'<div class="table-wrap" role="group" tabindex="0" aria-labelledby="{place}-title">'
        f'<img src="{svg_address(_svg(figure, mark))}" alt="{escape(alt)}"></div>\n</figure>'
    )


def _written(figure: "Figure") -> list["Text"]:
    """Return what is written at axes and in legends."""
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    legends = [ax.get_legend() for ax in figure.axes] + figure.legends
    told = [text for box in legends if box for text in (box.get_title(), *box.get_texts())]
    return [axis.label for axis in axes] + told


def _marks(figure: "Figure") -> int:
    """Return how many marks of one kind an axes holds, at most.

    An outline counts once along and not once more back; a picture or a grid of colours
    counts as many as its longer side, as a table counts its lines.
    """
    from matplotlib.axes import Axes

    found = [max(image.get_array().shape[:2]) for image in figure.images]
    for ax in figure.findobj(Axes):  # those inset in others too
        if ax.get_label() == "<colorbar>":
            continue
        kinds = Counter()
        for collection in ax.collections:
            kinds[type(collection)] += _in_collection(collection)
        found += [*kinds.values(), len(ax.texts)]
        found += [sum(len(line.get_xdata()) for line in ax.lines)]
        found += [sum(map(_in_patch, ax.patches))]
        found += [max(image.get_array().shape[:2]) for image in ax.images]
        found += [1 + max(row for row, _ in table.get_celld()) for table in ax.tables]
    return max(found, default=0)


def _in_collection(collection) -> int:
    """Return how many points, strokes, cells or corners of polygons it draws."""
    from matplotlib.collections import LineCollection, PolyCollection, QuadMesh

    if isinstance(collection, LineCollection):
        return len(collection.get_segments())
    if isinstance(collection, QuadMesh):
        return max(collection.get_coordinates().shape[:2]) - 1
    points, paths = len(collection.get_offsets()), collection.get_paths()
    is_filled = isinstance(collection, PolyCollection)
    return max(points, sum(map(_corners, paths)) if is_filled else 0)


def _in_patch(patch) -> int:
    from matplotlib.patches import Polygon, StepPatch

    return _corners(patch.get_path()) if isinstance(patch, Polygon | StepPatch) else 1


def _corners(path) -> int:
    return max(1, len(path.vertices) // 2)


def _svg(figure: "Figure", mark: str) -> bytes:
    """Draw a figure, the same bytes each time."""
    import matplotlib
    from matplotlib import pyplot

    if mark:
        figure.text(0.99, 0.01, mark, ha="right", va="bottom", size="small", weight="bold")
    drawn = BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "itperception", "svg.fonttype": "path"}):
        figure.savefig(drawn, format="svg", bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)  # else the notebook shows it once more
    return drawn.getvalue()

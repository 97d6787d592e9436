"""The tables of a wave as they may be handed out: what the workbook and the files are made of.

Every sheet, file and chart that leaves the house takes its numbers from
:func:`tables_of`, and so nothing that is hidden in one of them stands in another. What
is shown is decided by the wave's own :class:`~itperception.counting.disclosure.Protection`;
everything else, such as means and intervals, is computed from that.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure import Protection
from itperception.counting.shown_columns import Told
from itperception.inference.comparisons.letters import letter
from itperception.inference.results import State
from itperception.reporting.book_cells import cells_of, higher_of, pairs_of
from itperception.reporting.book_table import BookTable, Heading
from itperception.reporting.shown import ShownWave
from itperception.reporting.wording import texts
from itperception.survey.codebook import Banner, Category, Item, MultipleResponse
from itperception.workbench import Wave

if TYPE_CHECKING:
    from itperception.inference.results import TestResult


def tables_of(wave: Wave, *, protection: Protection | None = None) -> Iterator[BookTable]:
    """Yield every question of a wave by every banner of its codebook.

    Parameters
    ----------
    wave : Wave
        A question that the wave did not ask is left out, and so is a banner by itself.
        A question without any banner has a table of its total.
    protection : Protection, optional
        What may be shown, such as that of the page; by default the wave's own.

    Yields
    ------
    BookTable
        Question by question, in the order of the codebook.
    """
    protection = protection or ShownWave(wave).protection
    for question, counted in _questions(wave):
        first = 0
        for banner in _banners(wave, question):
            by = banner.item if banner else None
            sources = [protection.apply(wave.crosstab(name, by)) for name in counted]
            table = _table(wave, question, banner, sources, protection, first)
            if table is not None:
                first += len(table.columns) - 1
                yield table


def _questions(wave: Wave) -> Iterator[tuple[Item | MultipleResponse, list[str]]]:
    """Yield what the wave asked, and what is counted for it."""
    for item in wave.codebook.items:
        if item.id in wave.columns:
            yield item, [item.id]
    for chosen in wave.codebook.multiple_responses:
        options = [option.id for option in wave.codebook.options(chosen.id)]
        asked = [option for option in options if option in wave.columns]
        if asked:
            yield chosen, asked


def _banners(wave: Wave, question) -> list[Banner | None]:
    others = [
        banner
        for banner in wave.codebook.banners
        if banner.item in wave.columns and banner.item != question.id
    ]
    return [*others] or [None]


def _table(
    wave, question, banner, counted, protection: Protection, first: int
) -> BookTable | None:
    """Put a table together; None if nothing of the question may be shown."""
    is_set = isinstance(question, MultipleResponse)
    if is_set:
        counted = [source.answers() for source in counted]
    sources = _alike(source for source in counted if source.rows)
    if not sources:
        return None
    columns = sources[0].columns
    told = protection.told(sources[0].stub.id, banner.item) if banner else None
    whole = len(sources) == len(counted) and not (told and told.hidden)
    compared = [source.compare() for source in sources] if columns else []
    cells = cells_of(sources, is_set)
    pairs = pairs_of(compared, sources if is_set else ())
    alpha = compared[0].alpha if compared else 0.0
    return BookTable(
        question, banner,
        _option_headings(sources) if is_set else _row_headings(sources[0]),
        (Heading(TOTAL, texts()["table.total"], "total"), *map(_column, columns)),
        tuple(_withheld(wave, banner, told)) if told else (),
        cells.assign(higher_than=higher_of(cells, pairs, alpha)), pairs,
        {column.id: letter(first + k) for k, column in enumerate(columns)},
        _test(wave, question, banner, sources, whole) if columns else None,
        _trend(sources[0]) if columns and not is_set else None,
        compared[0] if compared else None, tuple(sources), protection.rule, told,
    )  # fmt: skip


def _withheld(wave: Wave, banner: Banner, told: Told) -> Iterator[Heading]:
    """Yield the columns that do not stand by themselves; the kind is the reason."""
    for category in wave.dimension(banner.item).categories:
        if category.id in told.reasons:
            yield Heading(category.id, category.label, told.reasons[category.id])


def _alike(options: Iterable[Crosstab]) -> list[Crosstab]:
    """Return the tables that have the most columns; of a single question there is one."""
    kept = list(options)
    most = max((len(option.columns) for option in kept), default=0)
    return [option for option in kept if len(option.columns) == most]


def _test(wave: Wave, question, banner, sources, whole: bool) -> "TestResult | None":
    """Test a table as a whole; a multiple response only if every option is in it."""
    if isinstance(question, Item):
        return sources[0].test()
    if not whole or len(sources) < len(question.options):
        return None
    return wave.multiple_response(question.id, banner.item).permutation


def _trend(source: Crosstab) -> "TestResult | None":
    found = source.trend()
    return None if found.state is State.NOT_RANKED else found


def _column(column: Category) -> Heading:
    return Heading(column.id, column.short or column.label, "column")


def _row_headings(table: Crosstab) -> tuple[Heading, ...]:
    """Return answers, then nets, then what is not an answer."""
    rows = [Heading(row.id, row.label, row.kind) for row in table.rows]
    nets = [Heading(net.id, net.label, "net") for net in table.nets]
    answers = [row for row in rows if row.kind == "answer"]
    return (*answers, *nets, *(row for row in rows if row.kind != "answer"))


def _option_headings(options: Sequence[Crosstab]) -> tuple[Heading, ...]:
    return tuple(Heading(o.stub.id, o.stub.label, "option") for o in options)

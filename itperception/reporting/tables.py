"""Tables of a page, written as HTML that a screen reader and a phone can follow.

Every table has its title outside the box that scrolls, a scope on every heading, the
question and the base above it, the rules it follows below it, and itself at full
precision as a CSV file. Whatever comes from a codebook or an export is escaped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.reporting import wording
from itperception.reporting.wording import text
from itperception.survey.codebook import Category, say

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.results import TestResult

MARK_BELOW = 50  # effective base: "*", read with caution
HIDE_BELOW = 30  # effective base: "**", no numbers
SELECTED = "selected"
FORMATS: dict[str, Callable[..., str]] = {
    "text": lambda value, language: str(value),
    "count": wording.count,
    "decimal": wording.decimal,
    "percent": wording.percent,
    "points": lambda value, language: wording.signed(value * 100, language),
    "p_value": wording.p_value,
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def caption(
    kind: str, name: str, title: str, language: str, number: int | None = None,
    *, synthetic: bool = False,
) -> str:  # fmt: skip
    """Return the caption of a table or chart; data nobody gave is marked in it.

    Parameters
    ----------
    kind : {"table", "chart"}
        What is numbered.
    name : str
        Start of the caption's id.
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int, optional
        Running number on the page.
    synthetic : bool
        Whether the data are synthetic.

    Examples
    --------
    >>> caption("table", "t", "R&D", "en", 2)
    '<figcaption id="t-title"><span class="number">Table 2.</span> R&amp;D</figcaption>'
    """
    told = text(f"{kind}.number", language, number=str(number))
    lead = f'<span class="number">{told}</span> ' if number is not None else ""
    badge = f' <strong class="badge">{text("table.synthetic", language)}</strong>'
    return (
        f'<figcaption id="{escape(name)}-title">{lead}{escape(title)}'
        f"{badge if synthetic else ''}</figcaption>"
    )


def crosstab_title(table: Crosstab, language: str = "en") -> str:
    """Return "stub by banner", or the stub alone for a table without a banner."""
    stub = say(table.stub.label, language)
    if table.banner is None:
        return stub
    banner = say(table.banner.label, language)
    return text("table.title", language, stub=stub, banner=banner)


def hidden_columns(table: Crosstab) -> list[str]:
    """Return the ids of columns (and "total") whose effective base is too small to show.

    Examples
    --------
    >>> hidden_columns(Crosstab.from_counts(pd.DataFrame({"a": [9, 9], "b": [20, 30]})))
    ['a']
    """
    return [name for name, base in table.effective_bases.items() if not base >= HIDE_BELOW]


def crosstab_table(
    table: Crosstab, comparisons: "Comparisons | None" = None,
    test: "TestResult | None" = None, *, language: str = "en", number: int | None = None,
) -> str:  # fmt: skip
    """Return a crosstab as a figure of HTML: bases, percentages, nets, letters, notes.

    Parameters
    ----------
    table : Crosstab
        Counts of a stub by a banner.
    comparisons : Comparisons, optional
        Which columns differ; gives the letters.
    test : TestResult, optional
        The test of the whole table, told in the note.
    language : {"en", "sv", "de"}
        Language of the page; labels that lack it appear in English.
    number : int, optional
        Running number on the page.

    Returns
    -------
    str
        ``figure.table``. Columns whose effective base is below `HIDE_BELOW` show no
        percentages, here or in the CSV file; below `MARK_BELOW` they carry a star.

    Missing data
    ------------
    Don't know and no answer have rows of their own, the last ones; the line above the
    table says whether they are in the base.

    Examples
    --------
    >>> table = Crosstab.from_counts(pd.DataFrame({"a": [30, 60], "b": [10, 30]}))
    >>> '<td class="num">33%</td>' in crosstab_table(table)
    True
    """
    columns = _Columns.of([table], comparisons, language)
    rule = text("table.column_percent", language)
    told = (
        [text("test.whole", language, told=wording.describe_test(test, language))]
        if test
        else []
    )
    return _figure(
        f"{table.stub.id}-{table.banner.id if table.banner else TOTAL}",
        crosstab_title(table, language),
        columns.heads(say(table.stub.label, language)),
        [*columns.base_rows(), *_percent_rows(table, columns, comparisons)],
        crosstab_data(table, comparisons), language=language, number=number,
        above=_above(table, f"{wording.base_line(table, language)}. {rule}", language),
        notes=[*columns.notes(comparisons, nets=bool(table.nets)), *told],
        synthetic=table.synthetic,
    )  # fmt: skip


def multiple_response_table(
    tables: Sequence[Crosstab], comparisons: "Sequence[Comparisons]" = (), *,
    title: str, language: str = "en", number: int | None = None,
) -> str:  # fmt: skip
    """Return one table for a multiple response: options in the rows, who ticked them.

    Parameters
    ----------
    tables : sequence of Crosstab
        One per option, all by the same banner, with a row ``selected``.
    comparisons : sequence of Comparisons
        One per option, or none.
    title : str
        What the set is about, in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int, optional
        Running number on the page.

    Missing data
    ------------
    Percentages are of those who answered the option; where that differs between
    options, the base row gives the lowest and the highest.
    """
    answered = [table.answers() for table in tables]
    columns = _Columns.of(answered, comparisons[0] if comparisons else None, language)
    marks = comparisons or [None] * len(tables)
    rows = [
        columns.row(
            say(table.stub.label, language),
            table.proportions().loc[SELECTED],
            _letters(own, SELECTED, columns.hidden),
        )
        for table, own in zip(answered, marks, strict=True)
    ]
    data = [crosstab_data(t, own) for t, own in zip(answered, marks, strict=True)]
    first = answered[0]
    who = text("base.answering", language)
    base = text("base.line", language, who=who, n=columns.bases[TOTAL])
    name = first.stub.id.split(".")[0]
    return _figure(
        f"{name}-{first.banner.id if first.banner else TOTAL}", title,
        columns.heads(text("table.option", language)), [*columns.base_rows(), *rows],
        pd.concat(data, ignore_index=True), language=language, number=number,
        above=_above(first, f"{base}. {text('table.any_number', language)}", language),
        notes=columns.notes(marks[0]), synthetic=first.synthetic,
    )  # fmt: skip


def frame_table(
    frame: pd.DataFrame, columns: Mapping[str, tuple[str, str]], *,
    title: str, name: str, language: str = "en", number: int | None = None,
    note: str = "", synthetic: bool = False,
) -> str:  # fmt: skip
    """Return any frame as a figure of HTML.

    Parameters
    ----------
    frame : pandas.DataFrame
        One line per row of the table; the CSV file holds all its columns.
    columns : mapping of str to (str, str)
        The columns to show, in order: a heading and a key of `FORMATS`. The first
        one heads the rows.
    title, name : str
        Title, and a short name for ids and the file.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int, optional
        Running number on the page.
    note : str
        What is to be known, below the table.
    synthetic : bool
        Whether the data are synthetic.

    Examples
    --------
    >>> frame = pd.DataFrame({"wave": ["2024"], "proportion": [0.381]})
    >>> columns = {"wave": ("Wave", "text"), "proportion": ("Good", "percent")}
    >>> '<th scope="row">2024</th><td class="num">38%</td>' in frame_table(
    ...     frame, columns, title="Image", name="image")
    True
    """
    css = ["" if kind == "text" else "num" for _, kind in columns.values()]
    heads = [
        _th(escape(head), "col", c)
        for (head, _), c in zip(columns.values(), css, strict=True)
    ]
    shown = [
        [escape(_written(value, kind, language)) for value in frame[column]]
        for column, (_, kind) in columns.items()
    ]
    rows = [
        _tr(_th(first, "row"), [_td(v, c) for v, c in zip(rest, css[1:], strict=True)])
        for first, *rest in zip(*shown, strict=True)
    ]
    missing = (
        [text("table.missing", language)]
        if frame[list(columns)].isna().any(axis=None)
        else []
    )
    notes = [*([note] if note else []), *missing]
    return _figure(
        name, title, heads, rows, _marked(frame) if synthetic else frame,
        language=language, number=number, notes=notes, synthetic=synthetic,
    )  # fmt: skip


def definition_table(
    pairs: Sequence[tuple[str, str]], *, title: str, name: str, language: str = "en"
) -> str:
    """Return pairs of a name and a text as a table of two columns.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Plain text; an empty text reads "not stated".
    title, name : str
        Title, and a short name for ids and the file.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> '<td>not stated</td>' in definition_table([("Mode", "")], title="T", name="t")
    True
    """
    unknown = text("methodology.unknown", language)
    frame = pd.DataFrame([(k, v or unknown) for k, v in pairs], columns=["entry", "value"])
    columns = {key: (text(f"table.{key}", language), "text") for key in frame}
    return frame_table(frame, columns, title=title, name=name, language=language)


def crosstab_data(
    table: Crosstab, comparisons: "Comparisons | None" = None
) -> pd.DataFrame:
    """Return what a crosstab shows as a tidy frame at full precision, nets included.

    Parameters
    ----------
    table : Crosstab
        Counts of a stub by a banner.
    comparisons : Comparisons, optional
        Adds a column `higher_than`.

    Returns
    -------
    pandas.DataFrame
        The columns of :meth:`Crosstab.to_frame` and `note`; where the effective base
        is below `HIDE_BELOW`, count, weighted_count and proportion are NaN.
    """
    cells = table.to_frame().astype({"banner": str, "category": str})
    frame = pd.concat([cells, *(_net_lines(cells, net) for net in table.nets)])
    frame = frame.reset_index(drop=True)
    small = hidden_columns(table)
    if comparisons is not None:
        places = zip(frame["category"], frame["banner"], strict=True)
        higher = {row: _letters(comparisons, row, small) for row in set(frame["category"])}
        frame["higher_than"] = [higher[row].get(column, "") for row, column in places]
    hidden = frame["banner"].isin(small)
    shown = ["count", "weighted_count", "proportion"]
    frame[shown] = frame[shown].astype(float).mask(hidden)
    frame["note"] = hidden.map({True: text("table.too_small"), False: ""})
    return _marked(frame) if table.synthetic else frame


def base_ranges(series: Sequence[pd.Series], language: str = "en") -> dict[str, str]:
    """Return the base of each column, or the lowest and highest where tables differ.

    Examples
    --------
    >>> base_ranges([pd.Series({"total": 9, "a": 4}), pd.Series({"total": 9, "a": 3})])
    {'total': '9', 'a': '3–4'}
    """
    joined = pd.concat(series, axis=1).agg(["min", "max"], axis=1)
    return {
        column: "–".join(dict.fromkeys(wording.count(end, language) for end in ends))
        for column, *ends in joined.itertuples()
    }


def csv_text(frame: pd.DataFrame) -> str:
    r"""Return a frame as CSV that a spreadsheet will not take for formulas.

    Numbers keep their full precision. A text that begins like a formula gets an
    apostrophe in front (OWASP, CSV injection).

    Examples
    --------
    >>> csv_text(pd.DataFrame({"label": ["=1+1", "Good"], "difference": [-0.1, 1 / 3]}))
    "label,difference\n'=1+1,-0.1\nGood,0.3333333333333333\n"
    """
    safe = frame.astype(object).map(_disarmed).rename(columns=_disarmed)
    return safe.to_csv(index=False, lineterminator="\n")


def csv_link(frame: pd.DataFrame, name: str, language: str = "en") -> str:
    """Return a link that carries a frame as a CSV file within the page."""
    data = quote("\ufeff" + csv_text(frame), safe="")
    return (
        f'<p class="download"><a download="{escape(name)}.csv" '
        f'href="data:text/csv;charset=utf-8,{data}">{text("table.csv", language)}</a></p>'
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table: labels, bases, letters, and which are too small."""

    labels: dict[str, str]
    letters: dict[str, str]
    bases: dict[str, str]
    weighted: dict[str, str]
    effective: dict[str, str]
    least: pd.Series
    is_weighted: bool
    language: str

    @classmethod
    def of(cls, tables: Sequence[Crosstab], comparisons, language: str) -> "_Columns":
        labels = {c.id: say(c.short or c.label, language) for c in tables[0].columns}
        ranges = [
            base_ranges([getattr(table, measure) for table in tables], language)
            for measure in ("bases", "weighted_bases", "effective_bases")
        ]
        least = pd.concat([t.effective_bases for t in tables], axis=1).min(axis=1).fillna(0)
        return cls(
            {TOTAL: text("table.total", language), **labels},
            dict(comparisons.column_letters) if comparisons else {},
            *ranges, least, any(t.is_weighted for t in tables), language,
        )  # fmt: skip

    @property
    def hidden(self) -> list[str]:
        return list(self.least.index[self.least < HIDE_BELOW])

    def heads(self, first: str) -> list[str]:
        lettered = [
            escape(label) + f' <span class="letter">({self.letters[column]})</span>'
            if column in self.letters
            else escape(label)
            for column, label in self.labels.items()
        ]
        return [_th(escape(first), "col"), *(_th(head, "col", "num") for head in lettered)]

    def base_rows(self) -> list[str]:
        stars = {c: self._star(c) for c in self.labels}
        shown = {c: f"{escape(n)}{stars[c]}" for c, n in self.bases.items()}
        rows = [self._base_row("base.unweighted", shown)]
        if self.is_weighted:
            rows.append(self._base_row("base.weighted", self.weighted))
            rows.append(self._base_row("base.effective", self.effective))
        return rows

    def row(self, label: str, proportions: pd.Series, higher: Mapping, css="") -> str:
        cells = [self._share(c, proportions[c], higher.get(c, "")) for c in self.labels]
        return _tr(_th(escape(label), "row"), cells, css)

    def notes(self, comparisons, *, nets: bool = False) -> list[str]:
        base = text(
            "base.effective_note" if self.is_weighted else "base.unweighted_note",
            self.language,
        )
        small = {
            "base": text(
                f"base.{'effective' if self.is_weighted else 'plain'}", self.language
            ),
            "mark": str(MARK_BELOW),
            "hide": str(HIDE_BELOW),
        }
        keys = [*(["nets"] if nets else []), "zero", "small", "hidden"]
        told = [text(f"table.{key}", self.language, **small) for key in keys]
        return [*_letters_note(comparisons, base, self.language), *told]

    def _base_row(self, key: str, shown: Mapping[str, str]) -> str:
        cells = [_td(shown[column], "num") for column in self.labels]
        return _tr(_th(text(key, self.language), "row"), cells, "base")

    def _star(self, column: str) -> str:
        if column in self.hidden:
            return "**"
        return "*" if self.least[column] < MARK_BELOW else ""

    def _share(self, column: str, proportion: float, higher: str) -> str:
        if column in self.hidden:
            return _td("**", "num hidden")
        shown = escape(wording.percent(proportion, self.language))
        if not higher:
            return _td(shown, "num")
        joined = text("table.letters_and", self.language).join(higher)
        spoken = text("table.higher", self.language, letters=joined)
        return _td(
            f'{shown}<sup aria-hidden="true">{higher}</sup>'
            f'<span class="vh"> {spoken}</span>',
            "num sig",
        )


def _percent_rows(table: Crosstab, columns: _Columns, comparisons) -> list[str]:
    """Answers, then nets, then what is not an answer."""
    proportions = table.proportions()
    language = columns.language

    def written(row: Category, css: str) -> str:
        letters = _letters(comparisons, row.id, columns.hidden)
        return columns.row(say(row.label, language), proportions.loc[row.id], letters, css)

    nets = [
        columns.row(
            text("table.net", language, label=say(net.label, language)),
            table.net(net.id), _letters(comparisons, net.id, columns.hidden), "net",
        )
        for net in table.nets
    ]  # fmt: skip
    answers = [written(row, "") for row in table.rows if row.kind == "answer"]
    apart = [written(row, "apart") for row in table.rows if row.kind != "answer"]
    return [*answers, *nets, *apart]


def _letters(comparisons, row: str, hidden: Sequence[str]) -> dict[str, str]:
    """Return the letters of a row by column, without columns that are not shown."""
    if comparisons is None or row not in comparisons.letters.index:
        return {}
    gone = str.maketrans(
        "", "", "".join(comparisons.column_letters.get(c, "") for c in hidden)
    )
    letters = comparisons.letters.loc[row].drop(hidden, errors="ignore")
    return letters.map(lambda told: told.translate(gone)).to_dict()


def _letters_note(comparisons, base: str, language: str) -> list[str]:
    if comparisons is None:
        return []
    return [
        text(
            "table.letters", language,
            method=wording.named("method", comparisons.method, language),
            level=wording.level(comparisons.alpha, language), base=base,
            adjustment=text(f"adjust.{comparisons.adjust}", language),
        )
    ]  # fmt: skip


def _above(table: Crosstab, base: str, language: str) -> list[tuple[str, str]]:
    """Wording of the question, if known, and the base."""
    asked = say(table.stub.wording, language)
    question = text("table.question", language, wording=asked)
    return [*([("question", question)] if asked else []), ("base", base)]


def _net_lines(cells: pd.DataFrame, net) -> pd.DataFrame:
    """Add up the lines of the categories a net joins."""
    sums = {key: "first" for key in cells.columns}
    sums |= {key: "sum" for key in ("count", "weighted_count")}
    sums["proportion"] = lambda values: values.sum(skipna=False)
    inside = cells[cells["category"].isin(net.categories)]
    joined = inside.groupby("banner", sort=False, as_index=False).agg(sums)
    return joined.assign(category=net.id, stub=say(net.label))


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    """Say on every line of a frame that nobody gave these answers."""
    notes = frame["note"].fillna("") if "note" in frame else pd.Series("", frame.index)
    mark = text("table.synthetic")
    return frame.assign(note=[f"{note}; {mark}" if note else mark for note in notes])


def _disarmed(value: object) -> object:
    is_formula = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def _written(value: object, kind: str, language: str) -> str:
    return wording.NOT_AVAILABLE if pd.isna(value) else FORMATS[kind](value, language)


def _figure(
    name: str, title: str, heads: Sequence[str], rows: Sequence[str], data: pd.DataFrame,
    *, language: str, number: int | None, above: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (), synthetic: bool = False,
) -> str:  # fmt: skip
    """Put a table into its figure; heads and rows are HTML, all else is plain text."""
    place = escape(f"table-{name if number is None else number}")
    label = f'aria-labelledby="{place}-title"'
    body = "\n".join(rows)
    note = f'<p class="note">{escape(" ".join(notes))}</p>'
    parts = [
        f'<figure class="table" id="{place}">',
        caption("table", place, title, language, number, synthetic=synthetic),
        *(f'<p class="{css}">{escape(told)}</p>' for css, told in above),
        f'<div class="table-wrap" role="region" tabindex="0" {label}>',
        f"<table {label}>\n<thead><tr>{''.join(heads)}</tr></thead>",
        f"<tbody>\n{body}\n</tbody>\n</table></div>",
        *([note] if notes else []),
        csv_link(data, name, language),
        "</figure>",
    ]
    return "\n".join(parts)


def _tr(head: str, cells: Sequence[str], css: str = "") -> str:
    return f"<tr{_class(css)}>{head}{''.join(cells)}</tr>"


def _th(html: str, scope: str, css: str = "") -> str:
    return f'<th scope="{scope}"{_class(css)}>{html}</th>'


def _td(html: str, css: str = "") -> str:
    return f"<td{_class(css)}>{html}</td>"


def _class(css: str) -> str:
    return f' class="{css}"' if css else ""

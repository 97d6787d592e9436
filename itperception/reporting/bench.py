"""A bench for JupyterLab: pick from lists, see table, chart and test, copy the code."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import ipywidgets as widgets

from itperception.errors import ItPerceptionError, unknown_name
from itperception.reporting import choices
from itperception.reporting.wording import text
from itperception.terms.asked import asked
from itperception.terms.text import LANGUAGES

_WIDE = widgets.Layout(width="30em")
_STYLE = {"description_width": "7em"}
_CODE = (
    '<pre style="padding:.6em; background:#f4f4f4; color:#000; overflow-x:auto">{}</pre>'
)
# The bench stands in a notebook, so that it brings the few rules that make tables readable.
_SHEET = """<style>
.bench figure { margin: 0 0 1.5em } .bench figcaption { font-weight: bold }
.bench picture img { max-width: 100%; background: #fff }
.bench table { border-collapse: collapse } .bench th { text-align: left }
.bench td, .bench th { padding: .2em .6em; border-bottom: 1px solid #bbb }
.bench .num { text-align: right; font-variant-numeric: tabular-nums }
.bench .badge { color: #8a3b00 } .bench .note, .bench .base { max-width: 46em }
.bench { display: flex; flex-wrap: wrap; gap: 0 3em } .bench > div { max-width: 56em }
.bench-misfits small { color: #666; display: block; max-width: 75em; line-height: 1.4 }
.bench .vh { position: absolute; clip-path: inset(50%); width: 1px; height: 1px }
</style>"""


@asked
def bench(
    wave: str = "", item: str = "", by: str | Sequence[str] = "", *, language: str = "en"
) -> widgets.VBox:
    """Return the bench, with what is given picked already.

    Parameters
    ----------
    wave, item : str
        Names; by default the first wave that can be counted and its first item.
    by : str or sequence of str
        One banner or several; by default the first.
    language : {"en", "sv", "de"}
        Language of lists, table and chart.

    Returns
    -------
    ipywidgets.VBox
        Lists for wave, item, banners, filter, test and language, a box for weights; below
        them the tests that cannot be made of the table, with the reason, the code, and for
        each banner chart, table and test. A link below each table saves it as CSV: the link
        carries the file (``data:``), so that nothing is written. A pick that cannot be
        counted is told in words, in the place of the table.

    Examples
    --------
    >>> type(itp.bench("demo-2026", "image", "org_type")).__name__
    'VBox'
    """
    wave = wave or choices.countable_waves()[0]
    banners = ([by] if by else []) if isinstance(by, str) else list(by)
    for kind, name, known in (
        ("wave that can be counted", wave, choices.countable_waves),
        ("item", item, lambda: choices.items_of(wave)),
        *(("banner", name, lambda: choices.banners_of(wave)) for name in banners),
    ):
        if name and name not in known():
            raise unknown_name(kind, name, [*known()])
    return Bench(wave, item, banners, language).box


class Bench:
    """The lists, and below them what was picked; :attr:`box` is what JupyterLab shows."""

    def __init__(self, wave: str, item: str, by: Sequence[str], language: str):
        self._is_filling = False
        self.wave, self.item, self.filter, self.method, self.language = (
            widgets.Dropdown(layout=_WIDE, style=_STYLE) for _ in range(5)
        )
        self.by, self.answers = (
            widgets.SelectMultiple(rows=4, layout=_WIDE, style=_STYLE) for _ in range(2)
        )
        self.weighted = widgets.Checkbox(value=True, layout=_WIDE, style=_STYLE)
        self.misfits, self.code, self.shown = (widgets.HTML() for _ in range(3))
        self.shown.add_class("bench")
        self.misfits.add_class("bench-misfits")
        _offer(self.language, [(name, name) for name in LANGUAGES])
        _offer(self.wave, [(name, name) for name in choices.countable_waves()])
        self.language.value, self.wave.value = language, wave
        self._fill()
        self.item.value = item or self.item.value
        self.by.value = by or [value for _, value in self.by.options[:1]]
        for chosen in (self.wave, self.language):
            chosen.observe(self._new_wave, "value")
        for chosen in (self.item, self.by, self.answers, self.weighted, self.method):
            chosen.observe(self._show, "value")
        self.filter.observe(self._new_filter, "value")
        left = [self.wave, self.item, self.by, self.weighted]
        right = [self.filter, self.answers, self.method, self.language]
        self.box = widgets.VBox([
            widgets.HBox([widgets.VBox(left), widgets.VBox(right)]),
            self.misfits, self.code, widgets.HTML(_SHEET), self.shown,
        ])  # fmt: skip
        self._show()

    @property
    def choice(self) -> choices.Choice:
        """What is picked now."""
        picked = tuple(self.answers.value)
        return choices.Choice(
            wave=self.wave.value, item=self.item.value, by=tuple(self.by.value),
            where=((self.filter.value, picked),) if self.filter.value and picked else (),
            weighted=self.weighted.value, method=self.method.value or "auto",
            language=self.language.value,
        )  # fmt: skip

    def _fill(self) -> None:
        """Offer what the wave has; keep what was picked if the wave has it too."""
        wave, language = self.wave.value, self.language.value
        for name in ("wave", "item", "by", "filter", "answers", "weighted", "method",
                     "language"):  # fmt: skip
            getattr(self, name).description = text(f"bench.{name}", language)
        none = [(text("bench.none", language), choices.NOTHING)]
        banners = _options(choices.banners_of(wave, language))
        _offer(self.item, _options(choices.items_of(wave, language)))
        _offer_many(self.by, banners)
        _offer(self.filter, none + banners)
        self._fill_answers()
        self.weighted.disabled = not choices.is_weighted(wave)

    def _fill_answers(self) -> None:
        chosen = self.filter.value
        found = (
            choices.answers_of(self.wave.value, chosen, self.language.value)
            if chosen
            else {}
        )
        _offer_many(self.answers, _options(found))

    def _new_wave(self, _change=None) -> None:
        with self._filling():
            self._fill()
        self._show()

    def _new_filter(self, _change=None) -> None:
        with self._filling():
            self._fill_answers()
        self._show()

    @contextmanager
    def _filling(self) -> Iterator[None]:
        """While lists are filled nothing is shown: one pick is one answer."""
        self._is_filling = True
        try:
            yield
        finally:
            self._is_filling = False

    def _show(self, _change=None) -> None:
        """Show what is picked; say in words why it cannot be shown."""
        if self._is_filling:
            return
        choice = self.choice
        try:
            with self._filling():
                self._offer_tests(choice)
            choice = self.choice
            self.shown.value = choice.html()
        except ItPerceptionError as error:
            self.shown.value = f"<p>{escape(str(error))}</p>"
        self.code.value = _CODE.format(escape(choice.code()))

    def _offer_tests(self, choice: choices.Choice) -> None:
        """Offer the tests that fit the tables; of the others say why they do not."""
        found = choices.methods_of(choice.tables(), choice.language)
        automatic = [(text("bench.automatic", choice.language), "auto")]
        _offer(self.method, automatic + [(n, n) for n, why in found.items() if not why])
        reasons: dict[str, list[str]] = {}
        for name, why in found.items():
            if why:
                reasons.setdefault(why, []).append(name)
        told = "; ".join(f"{', '.join(names)} ({why})" for why, names in reasons.items())
        told = text("bench.misfits", choice.language, told=told) if told else ""
        self.misfits.value = f"<small>{escape(told)}</small>"


def _options(named: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, name) for name, label in named.items()]


def _offer(chosen: widgets.Dropdown, options: list[tuple[str, str]]) -> None:
    """Give a list its lines; what was picked stays if it is among them, else the first."""
    kept, values = chosen.value, [value for _, value in options]
    chosen.options = options
    chosen.value = kept if kept in values else values[0] if values else None


def _offer_many(chosen: widgets.SelectMultiple, options: list[tuple[str, str]]) -> None:
    """Give a list its lines; what was picked stays as far as it is among them."""
    values = [value for _, value in options]
    kept = tuple(value for value in chosen.value if value in values)
    chosen.options, chosen.value = options, kept

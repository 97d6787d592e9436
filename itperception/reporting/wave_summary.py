"""What the page of a wave begins with, in words: a gap, a claim, or how many answered."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from itperception.book.book import Book
from itperception.book.summary import GapLead, leading
from itperception.book.table import BookTable
from itperception.inference.results import State
from itperception.reporting.charts import Chart, gap_by_type
from itperception.reporting.claims import claims_told
from itperception.reporting.comparisons_made import chance_budget
from itperception.reporting.firmness import TREATMENTS
from itperception.reporting.items import pictures
from itperception.reporting.summary import Summary
from itperception.reporting.tables import label_of
from itperception.reporting.wording import (
    MINUS,
    apart,
    before_rounding,
    count,
    decimal,
    ends,
    p_value,
    percent,
    points_apart,
    text,
)
from itperception.terms.text import say

Facts = list[tuple[str, str]]


def wave_summary(book: Book, language: str = "en") -> Summary:
    """Return what the page of a wave begins with.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> from itperception.reporting.handover import open_book
    >>> wave_summary(open_book("demo-2026").book).message
    'IT believes its performance is rated better than its image'
    """
    lead = leading(book)
    if isinstance(lead, GapLead):
        return _GapWords(book, lead, language).summary()
    return _of_answers(book, language) if lead is None else _of_claim(book, language)


class _GapWords:
    """The words of a gap that leads."""

    def __init__(self, book: Book, lead: GapLead, language: str) -> None:
        self.book, self.lead, self.language = book, lead, language

    def summary(self) -> Summary:
        """Return message, lead, figure and facts."""
        told, total = self.book.codebook.headline, self.lead.total
        own, other = total["self_proportion"], total["other_proportion"]
        rounded = before_rounding(own, other, total["difference"])
        lead = say(told.lead, self.language).format(
            p1=percent(own, self.language), p2=percent(other, self.language),
            d=self._points(total), rnd=text("number.rnd", self.language) if rounded else "",
            interval=text("number.ends", self.language, ends=self._ends(total),
                          level=decimal(100 * self.lead.gap.level, self.language, 0)),
        )  # fmt: skip
        facts = [
            ("most", self._most()),
            ("sure", self._sure()),
            *self._others(),
            *_common(self.book, self.language),
        ]
        return Summary(
            say(getattr(told, self.lead.outcome), self.language), lead, self._figure(),
            _asked(facts, self.language), self._numbers(),
        )  # fmt: skip

    def _numbers(self) -> dict:
        """Return what data and index tell of the gap."""
        lead, total, gap = self.lead, self.lead.total, self.lead.gap
        shares = {key: float(total[f"{key}_proportion"]) for key in ("self", "other")}
        limits = {key: float(total[key]) for key in ("difference", "ci_low", "ci_high")}
        return {
            "pair": [gap.own.id, gap.other.id], "n": int(total["base"]), **shares, **limits,
            "p_adjusted": lead.p_adjusted, "standing": lead.standing, "outcome": lead.outcome,
            "labels": [say(item.label, self.language) for item in (gap.own, gap.other)],
            "measure": say(self.book.codebook.headline.measure, self.language),
        }  # fmt: skip

    def _figure(self) -> Callable[[], Chart]:
        told, gap = self.book.codebook.headline, self.lead.gap
        groups = pd.concat([gap.groups.iloc[:1], self.lead.groups])
        title, measure = (say(t, self.language) for t in (told.figure, told.measure))
        return partial(gap_by_type, gap, title=title, subtitle=measure,
                       note=self._note(groups), side=self.lead.side,
                       language=self.language)  # fmt: skip

    def _note(self, groups: pd.DataFrame) -> str:
        shown = groups[["self_proportion", "other_proportion", "difference"]].to_numpy(
            float
        )
        told = [text("lead.rounded", self.language)] if any(
            before_rounding(*line) for line in shown) else []  # fmt: skip
        if (could := self.lead.firm.treatments) is not None:
            limits = could[["difference_low", "difference_high"]].iloc[2].to_numpy(float)
            limits = sorted(self.lead.side * limits)
            low, high = (decimal(100 * end, self.language, 0) for end in limits)
            worst = text("lead.worst", self.language, low=low, high=high)
            told = [worst, *told] if low != high else told
        return " ".join(told)

    def _most(self) -> str:
        groups, names = self.lead.groups, {c.id: c for c in self.lead.gap.columns}
        if groups.empty:
            return text("lead.undivided", self.language)
        first, last = groups.iloc[0], groups.iloc[-1]
        label, other = (
            label_of(names[line["banner"]], self.language) for line in (first, last)
        )
        if len(groups) == 1:
            return text("lead.one_group", self.language, label=label, d=self._points(first),
                        ends=self._ends(first))  # fmt: skip
        told = text(
            "lead.most", self.language, most=label, d=self._points(first),
            most_ends=self._ends(first), least=other, least_ends=self._ends(last),
            least_d=decimal(100 * self.lead.side * last["difference"], self.language, 0),
        )  # fmt: skip
        return f"{told} {self._differ()}"

    def _differ(self) -> str:
        """Say whether the groups differ at all."""
        found, (apart, low, high) = self.lead.gap.differs, self.lead.apart
        if found is None or found.state is not State.OK:
            return text("lead.differ_unknown", self.language)
        said = {"p": self._p(found.p_value), "ends": ends(low, high, self.language),
                "d": points_apart(apart, self.language)}  # fmt: skip
        if found.p_value <= 1 - self.lead.gap.level:
            return text("lead.differ_shown", self.language, **said)
        is_open = low <= 0 <= high
        return text(
            f"lead.differ_{'open' if is_open else 'together'}", self.language, **said
        )

    def _sure(self) -> str:
        firm = {key: count(getattr(self.lead.firm, key), self.language)
                for key in ("found", "made")}  # fmt: skip
        told = text(f"lead.{self._standing()}", self.language,
                    p=self._p(self.lead.p_adjusted), **firm)  # fmt: skip
        wide = text("lead.sample", self.language, ends=self._ends(self.lead.total))
        return f"{told} {wide}"

    def _others(self) -> Facts:
        """Say the gaps that do not lead, each with both shares, as they give its sign."""
        told = [f"{say(gap.declared.label, self.language)}: {self._shares(gap.groups.iloc[0])}"
                for gap in self.book.gaps if gap is not self.lead.gap]  # fmt: skip
        return [("gaps", " ".join(told))] if told else []

    def _shares(self, line: pd.Series) -> str:
        own, other, gap = line[["self_proportion", "other_proportion", "difference"]]
        shares = f"{percent(own, self.language)} {MINUS} {percent(other, self.language)}"
        limits = ends(line["ci_low"], line["ci_high"], self.language)
        return f"{shares}, {apart(own, other, gap, self.language)} ({limits})."

    def _standing(self) -> str:
        """Return how sure it is; what those without an answer could undo is not just clear."""
        could = self.lead.firm.treatments
        is_settled = could is None or could["settled"].iloc[:TREATMENTS].all()
        unless = "" if is_settled or self.lead.standing != "clear" else "_unless"
        return f"{self.lead.standing}{unless}"

    def _points(self, line: pd.Series) -> str:
        return points_apart(self.lead.side * line["difference"], self.language)

    def _ends(self, line: pd.Series) -> str:
        low, high = sorted(self.lead.side * line[["ci_low", "ci_high"]].to_numpy(float))
        return ends(low, high, self.language)

    def _p(self, p: float) -> str:
        return p_value(p, self.language, unit=self.lead.gap.unit)


def _of_claim(book: Book, language: str) -> Summary:
    """Lead with the first claim that was declared."""
    told = claims_told(book, language).iloc[0]
    families = book.folder.description.families
    claim = next(claim for family in families for claim in family.claims)
    tested = told["p_adjusted"] == told["p_adjusted"]
    outcome = "untested" if not tested else "shown" if told["found"] else "open"
    message = text(f"lead.claim_{outcome}", language, label=told["told"])
    p = p_value(told["p_adjusted"], language, unit=book.unit)
    key = "claim" if tested else "claim_told"
    lead = text(
        f"lead.{key}",
        language,
        verdict=told["verdict"],
        p=p,
        n=count(book.people, language),
    )
    sure = [("sure", text("lead.not_refuted", language))] if outcome == "open" else []
    own = [t for t in book.tables if t.question.id == claim.item and t.by == claim.by]
    return Summary(message, lead, _picture(own or book.tables, language),
                   _asked([*sure, *_common(book, language)], language))  # fmt: skip


def _of_answers(book: Book, language: str) -> Summary:
    """Lead with how many answered: there is nothing else that was meant to be told."""
    n = count(book.people, language)
    own = [table for question in book.subjects for table in question.tables]
    facts = [("sure", chance_budget(book.explored, language)), *_common(book, language)]
    key = "lead.none_told" if book.tables else "disclosure.whole"
    lead = text(key, language, n=n, minimum=str(book.rule.minimum))
    return Summary(
        text("lead.none", language, n=n), lead,
        _picture(own, language), _asked(facts, language),
    )  # fmt: skip


def _picture(tables: list[BookTable], language: str) -> Callable[[], Chart] | None:
    drawn = next((t for t in tables if not t.is_bare), None)
    return None if drawn is None else lambda: pictures(drawn, language)[0]


def _common(book: Book, language: str) -> Facts:
    """Return what is asked whatever leads: whose view it is, and what was declared."""
    judges = book.folder.description.who_judges
    found = book.claims["found"].astype(bool) if len(book.claims) else ()
    declared = text("lead.none_declared", language) if not len(found) else text(
        "lead.declared", language, n=count(len(found), language),
        shown=count(int(sum(found)), language), open=count(len(found) - int(sum(found)), language),
    )  # fmt: skip
    return [*([("whose", say(judges, language))] if judges else []), ("declared", declared)]


def _asked(facts: Facts, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((text(f"summary.{key}", language), told) for key, told in facts)

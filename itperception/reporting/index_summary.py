"""What the index begins with: the gap in every survey that asked, from what their pages say.

What people answered leads; synthetic data, which nobody answered, follow and are named.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import pandas as pd

from itperception.reporting.charts import Chart, gap_chart
from itperception.reporting.charts.words import of
from itperception.reporting.summary import Summary
from itperception.reporting.wording import text

Told = tuple[str, bool, Mapping[str, Any]]
"""A report: title, whether it is synthetic, and what its page begins with."""


def index_summary(
    reports: Sequence[Told], language: str = "en", *, course: Told | None = None
) -> Summary | None:
    """Return what the index begins with; None if no page leads with a gap.

    Parameters
    ----------
    reports : sequence of (str, bool, mapping)
        What pages begin with, the newest first.
    language : {"en", "sv", "de"}
        Language of the index.
    course : (str, bool, mapping), optional
        What the page of the trend begins with, if there is one.
    """
    leads = [told for told in reports if told[2].get("numbers")]
    leads.sort(key=lambda told: told[1])  # stable: the newest of each kind stays first
    if not leads:
        return None
    pair = leads[0][2]["numbers"]["pair"]
    asked = [told for told in leads if told[2]["numbers"]["pair"] == pair]
    facts = _facts(asked, course, language)
    title, synthetic, first = asked[0]
    lead = f"{_named(title, language, synthetic=synthetic)}: {first['lead']}"
    return Summary(_message(asked, language), lead, _figure(asked, language), facts)


def _message(asked: Sequence[Told], language: str) -> str:
    """Say what leads, and in how many of the surveys that people answered it is so."""
    outcomes = [own["numbers"]["outcome"] for _, synthetic, own in asked if not synthetic]
    alike = outcomes.count(outcomes[0]) if outcomes else 0
    key = "some" if alike < len(outcomes) else "all" if alike > 1 else "one"
    return text(f"index.{key if outcomes else 'nobody'}", language, k=str(alike),
                n=str(len(outcomes)), message=asked[0][2]["message"])  # fmt: skip


def _facts(
    asked: Sequence[Told], course: Told | None, language: str
) -> tuple[tuple[str, str], ...]:
    """Answer for all surveys how sure it is, and as the first does what it alone answers."""
    first = dict(map(tuple, asked[0][2]["facts"]))
    sure = (
        text("index.sure", language, standing=text(f"index.{standing}", language),
             title=_named(", ".join(own[0] for own in alike), language, synthetic=synthetic))
        for (standing, synthetic), alike in groupby(
            asked, key=lambda own: (own[2]["numbers"]["standing"], own[1])
        )
    )  # fmt: skip
    most, whose = (text(f"summary.{key}", language) for key in ("most", "whose"))
    told = {
        text("summary.sure", language): " ".join(sure),
        most: first.get(most, ""),
        text("index.changed", language): _changed(course, language),
        whose: first.get(whose, ""),
    }  # fmt: skip
    return tuple((question, answer) for question, answer in told.items() if answer)


def _changed(course: Told | None, language: str) -> str:
    """Say what the trend says, then what of the gap."""
    if course is None or not course[2].get("message"):
        return text("index.unknown", language)
    title, synthetic, own = course
    grew = dict(map(tuple, own["facts"])).get(text("summary.grew", language))
    named = _named(title, language, synthetic=synthetic)
    told = [text("index.found", language, told=own["message"])]
    told += [text("index.gap", language, told=grew)] if grew else []
    return f"{named}: {' '.join(told)}"


def _figure(asked: Sequence[Told], language: str) -> Callable[[], Chart]:
    first = asked[0][2]["numbers"]
    frame = pd.DataFrame(
        {"label": title, "under": _whose(own["numbers"]["n"], language, synthetic=synthetic),
         "self_proportion": own["numbers"]["self"], "other_proportion": own["numbers"]["other"],
         "told": own["numbers"].get("told", ""),
         **{name: own["numbers"][name] for name in ("difference", "ci_low", "ci_high")}}
        for title, synthetic, own in asked
    )  # fmt: skip
    return partial(gap_chart, frame, names=first["labels"], title=text("index.figure", language),
                   subtitle=first["measure"], note=text("index.note", language),
                   language=language)  # fmt: skip


def _named(title: str, language: str, *, synthetic: bool) -> str:
    """Name a survey in a sentence; that nobody gave the answers goes with it."""
    return f"{title} ({text('table.synthetic', language)})" if synthetic else title


def _whose(n: int, language: str, *, synthetic: bool) -> str:
    mark = [text("table.synthetic", language)] if synthetic else []
    return ", ".join([*mark, of(n, language)])

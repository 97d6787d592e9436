"""What the index begins with: the gap in every survey that asked, from what their pages say."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from itperception.reporting.charts import Chart, gap_chart
from itperception.reporting.charts.words import of
from itperception.reporting.summary import Summary
from itperception.reporting.wording import percent, text

Told = tuple[str, bool, Mapping[str, Any]]
"""A report: title, whether it is synthetic, and what its page begins with."""


def index_summary(
    reports: Sequence[Told], language: str = "en", *, course: str = ""
) -> Summary | None:
    """Return what the index begins with; None if no page leads with a gap.

    Parameters
    ----------
    reports : sequence of (str, bool, mapping)
        What pages begin with, the newest first.
    language : {"en", "sv", "de"}
        Language of the index.
    course : str
        The message of the trend, if there is one.
    """
    leads = [told for told in reports if told[2].get("numbers")]
    if not leads:
        return None
    pair = leads[0][2]["numbers"]["pair"]
    asked = [told for told in leads if told[2]["numbers"]["pair"] == pair]
    message = asked[0][2]["message"]
    if len({own["numbers"]["outcome"] for *_, own in asked}) == 1 < len(asked):
        message = text("index.every", language, message=message)
    facts = _facts(asked, course, language)
    return Summary(message, _lead(asked, language), _figure(asked, language), facts)


def _lead(asked: Sequence[Told], language: str) -> str:
    """Say the newest survey in its own words, and the newest that is not synthetic."""
    title, synthetic, newest = asked[0]
    told = f"{_named(title, language, synthetic=synthetic)}: {newest['lead']}"
    real = next(((t, own["numbers"]) for t, made_up, own in asked if not made_up), None)
    if not synthetic or real is None:
        return told
    shares = {key: percent(real[1][side], language)
              for key, side in (("own", "self"), ("other", "other"))}  # fmt: skip
    return f"{told} {text('index.real', language, title=real[0], **shares)}"


def _facts(
    asked: Sequence[Told], course: str, language: str
) -> tuple[tuple[str, str], ...]:
    """Answer for all surveys how sure it is, and as the newest does what it alone answers."""
    newest = dict(map(tuple, asked[0][2]["facts"]))
    sure = (
        text("index.sure", language, title=_named(title, language, synthetic=synthetic),
             standing=text(f"index.{own['numbers']['standing']}", language))
        for title, synthetic, own in asked
    )  # fmt: skip
    first = _named(asked[0][0], language, synthetic=asked[0][1])
    most, whose = (text(f"summary.{key}", language) for key in ("most", "whose"))
    told = {
        text("summary.sure", language): " ".join(sure),
        most: f"{first}: {newest[most]}" if most in newest else "",
        text("index.changed", language):
            f"{course}." if course else text("index.unknown", language),
        whose: newest.get(whose, ""),
    }  # fmt: skip
    return tuple((question, answer) for question, answer in told.items() if answer)


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

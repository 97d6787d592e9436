"""Several waves side by side: tables, models and gaps with the wave as one of the predictors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.counting.cube import Cube
from itperception.inference.intervals import LEVEL
from itperception.inference.quantiles import QUARTILES
from itperception.inference.results import join_notes, mark
from itperception.survey.comparability import comparability
from itperception.terms.asked import asked, asked_all, names_of
from itperception.terms.dimension import codes_of
from itperception.workbench.alike import caution, in_one_order
from itperception.workbench.loading import load_wave
from itperception.workbench.predicting import WAVE, People, as_item
from itperception.workbench.sample import StackedSample, WaveSample
from itperception.workbench.table import Table
from itperception.workbench.wave import Wave

if TYPE_CHECKING:
    from itperception.inference.comparisons.profiles import Profile
    from itperception.inference.means import Means
    from itperception.inference.models.adjusted_gap import GapModel
    from itperception.inference.models.model_result import Model
    from itperception.inference.planning.plans import Power
    from itperception.inference.results import TestResult
    from itperception.workbench.people import Respondents


@asked_all
@dataclass(frozen=True, slots=True, eq=False)
class Waves:
    """Waves of one survey, in order of time.

    Attributes
    ----------
    waves : tuple of Wave
        Items are those of the last one.

    Examples
    --------
    >>> waves = itp.load_waves("demo-2024,demo-2026")
    >>> [wave.id for wave in waves.crosstab("image", comparable=True).columns]
    ['demo-2024', 'demo-2026']
    """

    waves: tuple[Wave, ...]

    def comparability(
        self, language: str = "en", *, items: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Say which items may be compared from wave to wave, and why not.

        See :func:`itperception.survey.comparability.comparability`.
        """
        return comparability([wave.folder for wave in self.waves], language, items=items)

    def crosstab(
        self, item: str, *, where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True, comparable: bool = False,
    ) -> Table:  # fmt: skip
        """Return the table of an item with a column for each wave.

        Parameters
        ----------
        item : str
            Item id, or ``set.option``; every wave must have asked it with the same answers,
            in whichever order.
        where, weighted
            As in :meth:`Wave.crosstab`.
        comparable : bool
            Whether to compare all the same what was asked otherwise, or by another mode.

        Returns
        -------
        Table
            What changed and can be compared stands in the note of everything it returns.

        Raises
        ------
        ItPerceptionError
            If a change breaks the trend; see
            :func:`itperception.survey.comparability.comparability`.
        """
        waves, folders = self.waves, [wave.folder for wave in self.waves]
        told = caution(folders, [item, *(where or {})], comparable=comparable)
        cubes = [wave.cube([item], where=where, weighted=weighted) for wave in waves]
        stubs = [cube.dimensions[0] for cube in cubes]
        orders = in_one_order(stubs)
        samples = tuple(
            WaveSample(wave.respondents, wave.columns, stub, None, codes_of(where, wave.dimension),
                       weighted and wave.is_weighted)
            for wave, stub in zip(waves, stubs, strict=True)
        )  # fmt: skip
        cells = [cube.cells[:, order] for cube, order in zip(cubes, orders, strict=True)]
        weights = any(cube.is_weighted for cube in cubes)
        cube = Cube(
            (stubs[-1], as_item(wave.name for wave in waves)),
            np.stack(cells, axis=2),
            weights,
        )
        names, twins = "+".join(wave.name for wave in waves), [wave.twin for wave in waves]
        told = join_notes(People(waves).caution, told)
        sample = StackedSample(samples, tuple(tuple(order.tolist()) for order in orders))
        table = Table.from_cube(
            cube, wave=names, synthetic=any(wave.synthetic for wave in waves),
            design=sample.counted() if sample.is_clustered else None,
        )  # fmt: skip
        twin, profile = next(filter(None, twins), None), folders[-1].description.profile
        return replace(table, twin=twin, caution=told, sample=sample, profile=profile)

    def mean(
        self, item: str, *, where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True, panel: bool = False, comparable: bool = False,
        quantiles: Sequence[float] = QUARTILES, level: float = LEVEL,
        profile: "str | Profile | None" = None,
    ) -> "Means":  # fmt: skip
        """Return the mean of a number wave by wave, and every change with its interval and test.

        Parameters
        ----------
        item : str
            As in :meth:`Wave.mean`; answers must count the same in every wave.
        where, weighted
            As in :meth:`Wave.mean`.
        panel : bool
            As in :meth:`model`.
        comparable : bool
            As in :meth:`crosstab`.
        quantiles, level, profile
            As in :meth:`Wave.mean`.

        Returns
        -------
        Means
            A line for each wave, none for all together; pairs are changes, the later wave
            less the earlier one. Waves are independent samples: Welch's test if they were
            drawn one by one and are not weighted, else by the designs of both.

        Examples
        --------
        >>> waves = itp.load_waves("demo-2024,demo-2026")
        >>> found = waves.mean("performance")
        >>> found.pairs[["first", "second", "difference"]].round(3).values.tolist()
        [['demo-2026', 'demo-2024', -0.052]]
        """
        how = {"quantiles": quantiles, "level": level}
        how |= {} if profile is None else {"profile": profile}
        return self._mean(item, where, weighted, panel, comparable, **how)

    def nps(
        self, item: str, *, where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True, panel: bool = False, comparable: bool = False,
        level: float = LEVEL,
    ) -> "Means":  # fmt: skip
        """Return the Net Promoter Score wave by wave, with its changes; see :meth:`mean`.

        Examples
        --------
        >>> itp.load_waves("demo-2024,demo-2026").nps("image", comparable=True)
        Traceback (most recent call last):
        itperception.errors.ItPerceptionError: 'image' has no Net Promoter Score; it is of a \
number with 'nps: true'
        """
        how = {"is_nps": True, "level": level}
        return self._mean(item, where, weighted, panel, comparable, **how)

    def _mean(self, item, where, weighted, panel, comparable, **how) -> "Means":
        from itperception.workbench.numbers import mean_by_wave

        number = self.waves[-1].codebook.number(item)
        asked = number.bins_id if number else item
        people, told = self._people([asked], [], where, weighted, panel, comparable)
        return mean_by_wave(people, item, told, **how)

    def frame(
        self, items: str | Sequence[str] | None = None, *,
        where: Mapping[str, Sequence[str]] | None = None, comparable: bool = False, **how,
    ) -> "Respondents":  # fmt: skip
        """Return the respondents of all waves, a line each; the column ``wave`` says of which.

        Parameters
        ----------
        items : str or sequence of str, optional
            By default what can be compared; the note names everything else, and why.
        where, comparable
            As in :meth:`crosstab`.
        **how
            ``answers``, ``dont_know``, ``nets``, ``language``, as in :meth:`Wave.frame`.

        Returns
        -------
        Respondents
            As of :meth:`Wave.frame`, wave after wave, with answers and labels of the last one.
            ``person`` counts on through the waves, strata and clusters are named by theirs;
            weights are each wave's own, 1.0 in one without; its ``fpc`` is missing. What
            changed stands below the frame.

        Examples
        --------
        >>> people = itp.load_waves("demo-2024,demo-2026").frame()
        >>> people["wave"].value_counts().to_dict(), "image" in people
        ({'demo-2026': 486, 'demo-2024': 428}, False)
        """
        from itperception.workbench.frame import respondents_of

        people = People(self.waves, where)
        return respondents_of(people, items, comparable=comparable, **how)

    def model(
        self, item: str, on: Sequence[str], *, net: str | None = None,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True,
        panel: bool = False, comparable: bool = False, **how,
    ) -> "Model":  # fmt: skip
        """Ask what goes with an answer, the wave among the predictors.

        Parameters
        ----------
        item, on, net, where, weighted
            As in :meth:`Wave.model`; ``wave`` among `on` is the wave. Alone it is the raw
            change; with others, what is left of it if those had not changed.
        panel : bool
            Whether one respondent id is one person in every wave, who is then a unit of the
            sample; otherwise waves are independent samples.
        comparable : bool
            As in :meth:`crosstab`; the predictors are asked for it too.
        **how
            ``variance``, ``adjust``, ``level``, as in :meth:`Wave.model`.

        Examples
        --------
        >>> waves = itp.load_waves("demo-2024,demo-2026")
        >>> found = waves.model("performance", ["wave", "org_type"], net="good_or_very_good")
        >>> found.contrasts[["first", "second"]].head(1).values.tolist()
        [['demo-2026', 'demo-2024']]
        """
        from itperception.workbench.models import fit_model

        people, told = self._people([item], on, where, weighted, panel, comparable)
        found = fit_model(people, item, on, net=net, **how)
        return mark(_explained(found, found.adjusted, "share"), told)

    def gap(
        self, self_item: str | None = None, other_item: str | None = None, *,
        on: Sequence[str] = ("wave",), net: str | None = None,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True,
        panel: bool = False, comparable: bool = False, **how,
    ) -> "GapModel":  # fmt: skip
        """Hold two answers of the same people together, in each wave and by other predictors.

        Parameters
        ----------
        self_item, other_item, net
            As in :meth:`Wave.gap`.
        on, where, weighted, panel, comparable, **how
            As in :meth:`model`.

        Examples
        --------
        >>> waves = itp.load_waves("demo-2024,demo-2026")
        >>> waves.gap("performance", "image", comparable=True).gaps["level"].tolist()
        ['demo-2024', 'demo-2026']
        """
        from itperception.workbench.models import fit_gap

        pair, net, _ = self.waves[-1].gap_of(self_item, other_item, net)
        people, told = self._people(pair, on, where, weighted, panel, comparable)
        found = fit_gap(people, pair, on, net.id, **how)
        return mark(_explained(found, found.gaps, "gap_raw"), told)

    def overlap(
        self, item: str, net: str, *, association: str = "any",
        where: Mapping[str, Sequence[str]] | None = None, comparable: bool = False,
        level: float = LEVEL,
    ) -> "TestResult":  # fmt: skip
        """Test the last change if some people may be in both waves, nobody knows how many.

        Parameters
        ----------
        item, net : str
            What is followed.
        association : {"any", "non_negative"}
            "non_negative" assumes that who said yes once is no less likely to say so again.
        where, comparable
            As in :meth:`crosstab`.
        level : float
            Confidence level of the widest interval, in (0, 1).

        Returns
        -------
        TestResult
            `p_value` if nobody is in both, `p_low` and `p_high` over every overlap; on
            effective bases. See
            :func:`itperception.inference.change.unknown_overlap.unknown_overlap`.

        Examples
        --------
        >>> waves = itp.load_waves("demo-2024,demo-2026")
        >>> found = waves.overlap("performance", "good_or_very_good")
        >>> print(f"{found.effect_size:.3f} {found.p_value:.2f} {found.p_high:.2f}")
        0.026 0.49 0.62
        """
        from itperception.inference.change.unknown_overlap import unknown_overlap

        table = self.crosstab(item, where=where, comparable=comparable).yes_no(net)
        yes = table.effective_counts.iloc[0]
        names, bases = [wave.name for wave in self.waves[-2:]], table.effective_bases
        told = [number for name in names for number in (yes[name], bases[name])]
        found = unknown_overlap(*map(float, told), association=association, level=level)
        base = float(table.bases[names].sum())
        found = replace(found, base=base, effective_base=float(bases[names].sum()))
        return mark(found, table.caution)

    def needed(
        self, item: str, net: str, *, points: float = 0.10, power: float = 0.8,
        alpha: float = 0.05, where: Mapping[str, Sequence[str]] | None = None,
        comparable: bool = False,
    ) -> "Power":  # fmt: skip
        """Say how many respondents of the next wave show a change of so many points.

        Parameters
        ----------
        item, net : str
            What is followed; its share in the last wave is the one to change from.
        points : float
            The change, in (−1, 1).
        power, alpha : float
            Wanted probability of finding it, and level of the test, in (0, 1).
        where, comparable
            As in :meth:`crosstab`: of what broke already it is to be said that it is followed.

        Returns
        -------
        Power
            Respondents of the last wave and of the next; see
            :func:`itperception.inference.planning.sample_size.needed_next_wave`.

        Examples
        --------
        >>> waves = itp.load_waves("demo-2024,demo-2026")
        >>> waves.needed("performance", "good_or_very_good", points=0.10).respondents
        (486, 516)
        """
        from itperception.inference.planning.sample_size import needed_next_wave

        table = self.crosstab(item, where=where, comparable=comparable).yes_no(net)
        last = self.waves[-1].name
        share, base = float(table.proportions()[last].iloc[0]), float(table.bases[last])
        effect = base / float(table.effective_bases[last])
        found = needed_next_wave(
            share, share + points, base, power=power, alpha=alpha, design_effect=effect
        )  # fmt: skip
        return mark(found, table.caution)

    def _people(self, items, on, where, weighted, panel, comparable) -> tuple[People, str]:
        """Return everybody, and what changed between the waves in what is asked about."""
        people = People(self.waves, where, weighted, panel)
        names = people.predictors(on).names if on else ()
        asked = [*items, *(name for name in names if name != WAVE)]
        folders = [wave.folder for wave in self.waves]
        return people, caution(folders, [*asked, *(where or {})], comparable=comparable)


def _explained(found: "Model | GapModel", lines: pd.DataFrame, raw: str):
    """Return a result that says how much of a change is who answered."""
    pairs = found.contrasts[found.contrasts["term"] == WAVE]
    if len(found.terms) < 2 or not len(pairs):
        return found
    at = [name for name in ("answer", "level") if name in lines]
    levels = lines[lines["term"] == WAVE].set_index(at)[raw]
    told = []
    for pair in pairs.itertuples():
        first, second = (levels[(pair.answer, end) if len(at) > 1 else end]
                         for end in (pair.first, pair.second))  # fmt: skip
        change, left = 100 * (first - second), 100 * pair.difference
        of = f" of {pair.answer}" if len(at) > 1 else ""
        told.append(f"{pair.first} against {pair.second}: {change:+.1f} points{of}, {left:+.1f} "
                    f"all else equal, so who answered explains {change - left:+.1f}")  # fmt: skip
    return replace(found, note=join_notes(found.note, *told))


@asked
def load_waves(names: str | Sequence[str], root: Path | None = None) -> Waves:
    """Load several waves, to be held side by side.

    Parameters
    ----------
    names : str or sequence of str
        In order of time; in one text with commas between them.
    root : pathlib.Path, optional
        As in :func:`itperception.load_wave`.

    Raises
    ------
    ItPerceptionError
        If fewer than two are named, or one twice; and as :func:`itperception.load_wave`.

    Examples
    --------
    >>> [wave.name for wave in itp.load_waves("demo-2024,demo-2026").waves]
    ['demo-2024', 'demo-2026']
    """
    return Waves(tuple(load_wave(name, root) for name in names_of(names, 2)))

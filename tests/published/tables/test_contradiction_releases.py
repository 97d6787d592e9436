from itertools import product

import pytest

import itperception as itp
from itperception.published.figures.release import read_study, study_of
from itperception.published.tables.contradiction import contradiction
from itperception.reporting.bounds_text import tell_study
from tests.published.conftest import RAW

WAVES = sorted(path.parent.name for path in RAW.glob("*/figures.csv"))


def against(figures, **rest) -> list[str]:
    """Return the ids of the figures that contradict each other."""
    found = contradiction(study_of({"figures": figures, **rest}))
    return [figure.id for figure in found.figures] if found else []


def vote(*printed: str, group: str = "all") -> list[dict]:
    names = ("yes", "no", "blank")
    return [
        {"id": name, "item": "vote", "group": group, "categories": name, "printed": share}
        for name, share in zip(names, printed, strict=False)
    ]


@pytest.mark.parametrize("wave", WAVES)
def test_the_figures_of_every_survey_are_possible_together(wave):
    assert contradiction(read_study(RAW / wave)) is None


def test_a_share_that_no_count_has_contradicts_itself():
    assert against(
        [{"id": "a", "printed": "61 %"}, {"id": "b", "printed": "50 %"}], n=20
    ) == ["a"]


def test_the_smallest_set_is_named_among_others():
    assert against(vote("61 %", "50 %", "3 %"), n=100) == ["yes", "no"]


def test_answers_that_are_all_there_are_must_add_up():
    figures = vote("41 %", "50 %")
    assert against(figures, n=100) == []
    assert against(figures, n=100, answers={"vote": ["yes", "no"]}) == ["yes", "no"]


def test_an_unknown_base_may_still_be_impossible_for_two_figures_together():
    figures = [{"id": name, "printed": share, "group": "few"}
               for name, share in (("a", "43 %"), ("b", "39 %"))]  # fmt: skip
    both = [n for n in range(1, 24) if _rounds(43, n) and _rounds(39, n)]
    assert both == [23]
    assert against(figures, groups={"few": "at most 23"}) == []
    assert against(figures, groups={"few": "at most 22"}) == ["a", "b"]


def _rounds(percent: int, n: int) -> bool:
    return any(2 * abs(100 * k - percent * n) <= n for k in range(n + 1))


def test_items_need_one_and_the_same_split_of_everybody():
    shares = {"x": ("50 %", "33 %"), "y": ("20 %", "50 %")}
    figures = [{"id": f"{item}_{group}", "item": item, "group": group, "printed": share}
               for item, of in shares.items()
               for group, share in zip("ab", of, strict=True)]  # fmt: skip
    fits = [a for a, n in product(range(1, 12), [12])
            if all(_rounds(int(of[0][:2]), a) and _rounds(int(of[1][:2]), n - a)
                   for of in shares.values())]  # fmt: skip
    rest = {"n": 12, "groups": {"a": None, "b": None}, "parts": ["a", "b"]}
    assert fits == [] and len(against(figures, **rest)) > 1
    assert against(figures[:2], **rest) == []


def test_a_mean_that_no_sum_of_scores_has_is_impossible():
    figure = {"id": "m", "printed": "3.45 on 1 to 7"}
    assert against([figure], n=28) == ["m"] and against([figure], n=20) == []


def test_a_part_is_what_the_known_parts_leave_however_many_were_asked():
    """1,500 less 300 are 1,200, and 720 of these are 60 %."""
    figures = [{"id": "x", "item": "q", "group": "a", "printed": "40%"},
               {"id": "y", "item": "q", "group": "b", "printed": "60%"}]  # fmt: skip
    claim = {"text": "a less", "figures": ["x", "y"], "direction": ["a", "b"]}
    study = {"n": 1500, "groups": {"a": 300, "b": "unknown"}, "parts": ["a", "b"],
             "figures": figures, "claims": [claim]}  # fmt: skip
    (verdict,) = itp.bounds(study)
    counts = [[k for k in range(n + 1) if 200 * abs(100 * k - share * n) <= 100 * n]
              for n, share in ((300, 40), (1200, 60))]  # fmt: skip
    assert all(x * 1200 < y * 300 for x in counts[0] for y in counts[1])
    assert (verdict.possible, verdict.holds, verdict.significant) == (
        True, "every", "every")  # fmt: skip
    ends = verdict.quantities.set_index("quantity").loc["size_b", ["low", "high"]]
    assert ends.tolist() == [1200, 1200]


def test_a_footnote_mark_that_was_left_out_is_told():
    told = tell_study(study_of({"n": 156, "figures": [{"id": "a", "printed": "5² %"}]}))
    assert "a: the footnote mark ² is left out of '5² %'" in told and "8 of 156" in told


def test_two_groups_that_leave_others_bind_two_questions_without_end():
    """Nine and eight of twenty, the rest unknown: 4/9, 4/8, 6/9 and 3/8 are as printed."""
    shares = {"ca": ("c", "a", "44%"), "cb": ("c", "b", "50%"),
              "da": ("d", "a", "67%"), "db": ("d", "b", "38%")}  # fmt: skip
    figures = [dict(id=name, item=item, group=group, printed=share)
               for name, (item, group, share) in shares.items()]  # fmt: skip
    told = {"n": 20, "groups": {"a": 9, "b": 8}}
    assert against(figures, **told) == []
    figures[3]["printed"] = "40%"  # 3/8 is 38, 4/8 is 50
    assert against(figures, **told) == ["db"]

import itperception as itp
from itperception.published.figures.release import study_of
from itperception.reporting.bounds_text import tell_study, tell_verdict

FIGURES = [
    {"id": "a", "item": "q", "group": "women", "printed": "40 %"},
    {"id": "b", "item": "q", "group": "men", "printed": "50 %"},
]


def told(figures=FIGURES, **rest) -> str:
    return tell_study(study_of({"figures": figures, **rest}))


def test_what_one_part_has_the_other_has_not():
    groups = {"women": "45 to 55", "men": "unknown"}
    text = told(n=100, groups=groups, parts=["women", "men"])
    assert "18 to 22 of 45 to 55" in text and "23 to 27 of 46 to 54" in text


def test_a_group_without_bounds_has_no_counts():
    text = told(groups={"women": "more than 8,000", "men": "unknown"})
    assert "of at least 8,001" in text and "of an unknown number" in text


def test_a_percentage_that_no_base_has_is_impossible():
    text = told(groups={"women": "2 to 3", "men": 4})
    assert "none of 2 to 3" in text and "2 of 4" in text
    assert "Not all figures can be right" in text and "  a: 40 % (a)" in text


def test_only_the_figures_asked_for_are_listed():
    study = study_of({"figures": FIGURES, "title": "Poll"})
    assert (
        len(tell_study(study).splitlines())
        == len(tell_study(study, ["a"]).splitlines()) + 1
    )


def test_a_verdict_comes_with_ends_certificate_and_assumptions():
    (verdict,) = itp.bounds({
        "n": 60, "figures": [{"id": "a", "printed": "70 %"}, {"id": "b", "printed": "60 %"}],
        "claims": [{"text": "More a than b", "figures": ["a", "b"]}],
    })  # fmt: skip
    lines = tell_verdict(verdict, 3).splitlines()
    assert lines[0] == "3. More a than b"
    assert f"   Tables that fit: {verdict.number}" in lines
    assert sum(line.startswith("   - ") for line in lines) >= len(verdict.assumptions) - 1
    assert max(map(len, lines)) <= 92

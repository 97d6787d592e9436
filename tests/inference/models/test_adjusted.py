"""Models with predictors: identities, slow refits, and what cannot be estimated.

What R computed of them is held by tests/conformance/predictors.py.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import f as f_law

from itperception.errors import UnknownNameError
from itperception.inference.design.units import Units
from itperception.inference.intervals import wilson
from itperception.inference.models import logit, multinomial
from itperception.inference.models.adjusted import model
from itperception.inference.models.adjusted_gap import gap_model
from itperception.inference.models.predictors import Predictors
from itperception.inference.models.regression import regress
from itperception.inference.models.separating import Response
from itperception.inference.results import State
from tests.cases import each
from tests.conformance.predictors import RESULTS, TABLES, Case
from tests.inference.reference import DIGITS

YES = np.array([False, True])
ORG, SIZE = ("internal", "group_owned", "decentralised"), ("large", "middle", "small")
LEVELS = {"org": ORG, "size": SIZE, "marketing": ("no", "yes")}


def predictors(table="sv486", on=("org", "size", "marketing"), *more) -> Predictors:
    data = TABLES[table]
    codes = [data[name].map({v: k for k, v in enumerate(LEVELS[name])}) for name in on]
    terms = (*((k,) for k in range(len(on))), *more)
    levels = tuple(LEVELS[name] for name in on)
    return Predictors(tuple(on), levels, np.column_stack(codes), terms)


def good(item="image", table="sv486") -> Response:
    codes = 1 * TABLES[table][item].isin(["1", "2"]).to_numpy()
    return Response(item, codes, ("other", "good"), {"good": YES})


def scale(item="image", table="sv486", *, is_ranked=True) -> Response:
    codes = TABLES[table][item].astype(int).to_numpy() - 1
    shown = {"good": np.arange(5) < 2}
    return Response(item, codes, tuple("12345"), shown, is_ranked)


def role() -> Response:
    codes = np.array([0, 0, 1, 2, 2])[scale().codes]
    names = ("partner", "consultant", "provider")
    shown = {name: np.arange(3) == k for k, name in enumerate(names)}
    return Response("role", codes, names, shown, is_ranked=False)


def units(design="sv486_cluster") -> Units:
    return Case(design, "a").units


@pytest.mark.parametrize("design", ["sv486", "sv486_cluster"])
def test_with_one_predictor_the_adjusted_share_is_the_share(design):
    for response in (good(), role()):
        found = model(response, predictors(on=("org",)), units(design)).adjusted

        assert found["adjusted"].tolist() == pytest.approx(
            found["share"].tolist(), **DIGITS
        )


def test_with_one_predictor_the_adjusted_gap_is_the_gap():
    found = gap_model(good("performance"), good(), predictors(on=("org",)), units()).gaps

    assert found["gap"].tolist() == pytest.approx(found["gap_raw"].tolist(), **DIGITS)
    assert (found["self"] - found["other"]).tolist() == pytest.approx(
        found["gap"], **DIGITS
    )


def test_an_interaction_of_all_there_is_gives_every_cell_its_share():
    who = predictors("sv486", ("org", "marketing"), (0, 1))
    found = model(good(), who, units("sv486"))
    cells = found.adjusted.query("term == 'org*marketing'")

    assert len(cells) == 6
    assert cells["adjusted"].tolist() == pytest.approx(cells["share"].tolist(), **DIGITS)
    within = found.contrasts.query("term == 'org*marketing'")
    assert len(within) == 6 and "first level of the other" in found.note
    assert (within["first"].str.split(" × ").str[1]
            == within["second"].str.split(" × ").str[1]).all()  # fmt: skip


def test_a_respondent_of_weight_three_is_three_respondents():
    data, who = good(table="sv156"), predictors("sv156")
    times = 1 + np.arange(156) % 3
    cells = model(data, who, Units.of(156, weight=times)).coefficients["log_odds"]
    every = np.repeat(np.arange(156), times)
    people = model(replace(data, codes=data.codes[every]), who.take(every),
                   Units.of(len(every))).coefficients["log_odds"]  # fmt: skip

    assert cells.tolist() == pytest.approx(people.tolist(), **DIGITS)


def test_with_two_answers_all_three_models_are_one():
    one, who = good(), predictors()
    ranked, not_ranked = (
        model(replace(one, is_ranked=r), who, units()) for r in (True, False)
    )

    for frame in ("terms", "adjusted", "contrasts", "coefficients"):
        numbers = [
            getattr(m, frame).select_dtypes(float).to_numpy() for m in (ranked, not_ranked)
        ]
        np.testing.assert_allclose(*numbers, rtol=1e-7, atol=1e-12)


def test_who_answered_nothing_stays_in_the_sample_as_nothing():
    response, who, drawn = good(), predictors(), units("sv486")
    inside = np.arange(486) % 5 > 0
    domain = replace(response, codes=np.where(inside, response.codes, -1))
    found = model(domain, who, drawn, variance="taylor")

    fit = regress(
        response.codes[inside], who.matrix()[inside], drawn, inside, variance="taylor"
    )
    n, u = np.bincount(drawn.stratum_of), fit.influence
    about = sum(n[h] / (n[h] - 1) * np.cov(u[drawn.stratum_of == h].T, ddof=0) * n[h]
                for h in range(2))  # fmt: skip
    assert found.coefficients["se"].tolist() == pytest.approx(
        np.sqrt(about.diagonal()[1:]).tolist(), **DIGITS
    )
    assert found.base == inside.sum() and found.terms["df2"].iloc[0] == inside.sum() - 2 - 5


def jackknife(drawn: Units, estimate) -> np.ndarray:
    """Refit without each unit in turn; n/(n − 1) between units of a stratum, as in Units."""
    whole = estimate(drawn.weight)
    moved = np.array([whole - estimate(np.where(drawn.unit == u, 0.0, drawn.weight))
                      for u in range(len(drawn.stratum_of))])  # fmt: skip
    return np.sqrt(drawn.covariance(moved).diagonal())


@pytest.mark.parametrize("table", ["sv156", "sv486"])
def test_leaving_out_is_nearly_the_refit_without_each_unit(table):
    # Respondents in strata, or clusters in strata.
    w, large = TABLES["sv156"]["w"], TABLES["sv156"]["size"] == "large"
    drawn = Units.of(156, weight=w, stratum=large) if table == "sv156" else units()
    who, response = predictors(table), good(table=table)
    designs = [who.matrix(at=((0,), (level,))) for level in range(3)]

    def shares(weight):
        fit = logit.fit(np.eye(2)[response.codes] * weight[:, np.newaxis], who.matrix())
        return np.array([weight @ expit(x @ fit.slopes - fit.cuts[0]) / weight.sum()
                         for x in designs])  # fmt: skip

    found = model(response, who, drawn).adjusted.query("term == 'org'")["se"]
    taylor = model(response, who, drawn, variance="taylor").adjusted.query("term == 'org'")[
        "se"
    ]
    slow = jackknife(drawn, shares)
    assert found.tolist() == pytest.approx(slow.tolist(), rel=0.02)
    assert abs(found.to_numpy() / slow - 1).max() < abs(taylor.to_numpy() / slow - 1).max()


def test_shares_of_answers_without_an_order_are_everybody():
    found = model(role(), predictors(on=("org", "marketing")), units())

    shares = found.adjusted.groupby(["term", "level"])["adjusted"].sum()
    assert shares.tolist() == pytest.approx([1] * 5, **DIGITS)
    by_level = found.contrasts.query("term == 'org'").groupby("first", sort=False)
    assert by_level["difference"].sum().tolist() == pytest.approx([0, 0], abs=1e-12)


def test_what_cells_add_is_where_newton_ends_and_how_the_likelihood_bends():
    design, weight = predictors().matrix(), units().weight[:, np.newaxis]
    fitted = logit.fit(np.eye(5)[scale().codes] * weight, design)
    at = np.r_[fitted.cuts, fitted.slopes]
    gradient, bend = logit.by_cell(at, np.eye(5)[scale().codes] * weight, design)

    assert gradient.sum(0) == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(bend.sum(0) @ fitted.covariance, np.eye(len(at)), atol=1e-9)
    steps = 1e-5 * np.eye(len(at))
    there = [logit.by_cell(at + s, np.eye(5)[scale().codes] * weight, design)[0].sum(0)
             - logit.by_cell(at - s, np.eye(5)[scale().codes] * weight, design)[0].sum(0)
             for s in steps]  # fmt: skip
    np.testing.assert_allclose(-np.array(there) / 2e-5, bend.sum(0), rtol=1e-6, atol=1e-6)


def test_a_share_moves_as_its_derivatives_say():
    x, at = (
        predictors().matrix()[:40],
        np.r_[-1.0, 0.5, 1.0, 2.0, 0.3, -0.2, 0.1, 0.4, -0.5],
    )
    for family, answers in ((logit, 5), (multinomial, 3)):
        b = at if family is logit else np.r_[at, at[:3]]
        keep = np.arange(answers) < 2
        share, moved = family.share_of(b, keep, x)
        for k, step in enumerate(1e-6 * np.eye(len(b))):
            up, down = (family.share_of(b + s, keep, x)[0] for s in (step, -step))
            np.testing.assert_allclose((up - down) / 2e-6, moved[:, k], atol=1e-8)
        assert ((share > 0) & (share < 1)).all()


def test_three_levels_are_tested_closed_and_more_by_holm():
    found = model(good(), predictors(), units())
    org = found.contrasts.query("term == 'org'")
    overall = found.terms.set_index("term")["p_value"]["org"]

    assert org["p_adjusted"].tolist() == np.maximum(org["p_value"], overall).tolist()
    none = model(good(), predictors(), units(), adjust="none").contrasts
    assert none["p_adjusted"].tolist() == none["p_value"].tolist()


def test_with_an_interaction_closed_tests_start_from_the_adjusted_shares():
    who = predictors("sv486", ("org", "marketing"), (0, 1))
    found = model(good(), who, units())
    org = found.contrasts.query("term == 'org'")
    shares = found.adjusted.query("term == 'org'")
    apart = np.diff(shares["adjusted"])

    # The squares of the pairs' t and the F of all three are of one covariance.
    pairs = org.set_index(["first", "second"])
    v = pairs["se"] ** 2
    v11, v22, v33 = (v[p] for p in (("group_owned", "internal"), ("decentralised", "internal"),
                                    ("decentralised", "group_owned")))  # fmt: skip
    covariance = np.array([[v11, (v11 + v22 - v33) / 2], [(v11 + v22 - v33) / 2, v22]])
    d = np.array([apart[0], apart.sum()])
    p = f_law.sf(d @ np.linalg.solve(covariance, d) / 2, 2, found.terms["df2"].iloc[0])
    assert org["p_adjusted"].tolist() == pytest.approx(
        np.maximum(org["p_value"], p).tolist(), **DIGITS
    )


def test_odds_that_are_not_proportional_are_told_beside_the_logit_of_the_net():
    who = predictors(on=("marketing",))
    rng = np.random.default_rng(5)
    codes = np.where(who.codes[:, 0] == 1, rng.choice([0, 4], 486), rng.integers(1, 4, 486))
    found = model(replace(scale(), codes=codes), who, units("sv486"))

    assert found.proportionality["p_value"].iloc[-1] < 1e-6
    assert "is rejected" in found.note
    own = found.adjusted
    assert own["own_logit"].tolist() == pytest.approx(own["share"].tolist(), **DIGITS)


# ------------------------------------------------------------------ what has no estimate


def test_a_level_that_gave_one_answer_shows_its_share_and_the_others_go_on():
    response, who, drawn = good(), predictors(), units("sv486")
    alone = who.codes[:, 0] == 2
    found = model(replace(response, codes=np.where(alone, 1, response.codes)), who, drawn)
    line = found.adjusted.set_index("level").loc["decentralised"]
    n = drawn.weight[alone].sum() ** 2 / (drawn.weight[alone] ** 2).sum()

    assert (line["state"], line["share"]) == ("no_estimate", 1.0)
    assert (
        np.isnan(line["adjusted"]) and line["note"] == f"all {alone.sum()} gave one answer"
    )
    assert (line["ci_low"], line["ci_high"]) == pytest.approx(wilson(n, n), **DIGITS)
    others = replace(response, codes=np.where(alone, -1, response.codes))
    same = model(others, who.without([(0, 2)]), drawn)
    assert found.terms.equals(same.terms) and found.state is State.OK
    assert "decentralised" in found.note and found.base == (~alone).sum()


def test_levels_that_go_may_leave_another_alone():
    codes, y = (
        np.repeat([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]], 9, 0),
        np.arange(54) % 2,
    )
    y = np.where(codes[:, 0] == 2, 1, np.where(codes[:, 1] == 1, 0, y))
    who = Predictors(("a", "b"), (("x", "y", "z"), ("no", "yes")), codes, ((0,), (1,)))
    found = model(Response("y", y, ("no", "yes"), {"yes": YES}), who, Units.of(54))

    assert found.adjusted.query("state == 'no_estimate'")["level"].tolist() == ["z", "yes"]
    assert found.terms["term"].tolist() == ["a"] and "one group only: b" in found.note


SEPARATED = sorted({r["id"].split(".", 1)[1] for r in RESULTS if r["id"].startswith("svyglm.api")
                    and r["id"].endswith(".d")})  # fmt: skip


@pytest.mark.parametrize("case", SEPARATED)
def test_what_r_prints_log_odds_of_millions_for_has_no_estimate(case):
    design, formula = case.split(".")
    [printed] = [r["values"] for r in RESULTS if r["id"] == f"svyglm.{case}"]
    of = Case(design, formula)
    codes = np.column_stack([
        of.data["size"].map({s: k for k, s in enumerate(("small", "middle", "large"))}),
        of.data["yr.rnd"].map({"No": 0, "Yes": 1}),
    ])  # fmt: skip
    sizes = (("small", "middle", "large"), ("No", "Yes"))
    who = Predictors(("size", "yr.rnd"), sizes, codes, ((0,), (1,), (0, 1)))
    found = model(Response("imp", of.yes(), ("no", "yes"), {"yes": YES}), who, of.units)

    assert max(map(abs, printed["coef"])) > 10
    assert found.state is State.NO_ESTIMATE and found.terms.empty
    assert "× Yes" in found.note
    assert (found.adjusted["share"].notna() == (found.adjusted["base"] > 0)).all()


def without_a_combination(who: Predictors) -> Predictors:
    codes = who.codes.copy()
    codes[codes[:, 0] == 2, 2] = 0
    return replace(who, codes=codes, terms=((0,), (2,), (0, 2)))


def the_same_twice(who: Predictors) -> Predictors:
    levels = (ORG, ORG, ("no", "yes"))
    return replace(who, names=("org", "copy", "marketing"), levels=levels,
                   codes=who.codes[:, [0, 0, 2]])  # fmt: skip


def answers(codes) -> dict:
    return {"response": replace(good(), codes=codes)}


def drawn(**design) -> dict:
    return {"drawn": Units.of(486, **design)}


EVERY = np.arange(486)
NOTHING = {
    "nobody": (State.EMPTY, "", lambda who: answers(np.full(486, -1))),
    "one answer": (State.ONE_ROW, "everybody answered 'good'",
                   lambda who: answers(np.ones(486, int))),
    "one group": (State.ONE_COLUMN, "one group only: org, size, marketing",
                  lambda who: {"who": replace(who, codes=0 * who.codes)}),
    "the same twice": (State.NO_ESTIMATE, "copy says nothing that those before it",
                       lambda who: {"who": the_same_twice(who)}),
    "no such combination": (State.NO_ESTIMATE, "nobody is decentralised × yes",
                            lambda who: {"who": without_a_combination(who)}),
    "few clusters": (State.ONE_CLUSTER, "too few for so many parameters",
                     lambda who: drawn(cluster=EVERY % 6)),
    "few people": (State.SMALL_BASE, "too few for so many parameters",
                   lambda who: drawn(stratum=EVERY // 2)
                   | answers(np.where(EVERY % 2, good().codes, -1))),
    "a lonely cluster": (State.ONE_CLUSTER, "only one unit",
                         lambda who: drawn(stratum=EVERY == 0)),
    "a level in one cluster": (
        State.ONE_CLUSTER, "tells of one level is in one unit",
        lambda who: drawn(cluster=np.where(who.codes[:, 0] == 2, 999, EVERY))),
    "no weight": (State.EMPTY, "", lambda who: drawn(weight=0.0 * EVERY)),
}  # fmt: skip


@each("why", NOTHING)
def test_there_are_no_numbers_and_it_says_why(why):
    state, said, change = NOTHING[why]
    given = {"response": good(), "who": predictors(), "drawn": units("sv486")}
    given |= change(given["who"])
    found = model(given["response"], given["who"], given["drawn"])

    assert found.state is state and said in found.note
    assert found.terms.empty and found.contrasts.empty and found.coefficients.empty
    assert "no estimates" in found.explain() and found.adjusted["adjusted"].isna().all()
    assert {*found.adjusted["state"]} <= {str(state), "empty"}


def test_a_rare_answer_is_told():
    codes = np.where(np.arange(486) % 20 == 0, good().codes, 0)
    found = model(replace(good(), codes=codes), predictors(), units("sv486"))

    assert found.state is State.OK
    assert (
        f"{codes.sum()} of the rarest answer for 5 slopes, fewer than 10 each" in found.note
    )


def test_an_answer_nobody_gave_is_no_cut_and_one_a_group_lacks_has_no_logit():
    who, codes = predictors(on=("org",)), scale().codes
    joined = replace(scale(), codes=np.where(codes == 4, 3, codes))
    four = replace(scale(), codes=joined.codes, answers=tuple("1234"),
                   shown={"good": np.arange(4) < 2})  # fmt: skip
    assert model(joined, who, units()).terms.equals(model(four, who, units()).terms)

    lacks = np.where((who.codes[:, 0] == 1) & (role().codes == 0), 1, role().codes)
    found = model(replace(role(), codes=lacks), who, units())
    assert found.state is State.NO_ESTIMATE
    assert "nobody of group_owned answered partner" in found.note


def test_in_a_gap_a_level_alone_in_either_answer_goes_from_both():
    who = predictors()
    alone = who.codes[:, 0] == 1
    one = replace(good("performance"), codes=np.where(alone, 1, good("performance").codes))
    found = gap_model(one, good(), who, units())
    line = found.gaps.set_index("level").loc["group_owned"]

    assert line["state"] == "no_estimate" and np.isnan(line["gap"])
    assert np.isfinite(line["gap_raw"]) and found.state is State.OK
    assert found.terms["df"].tolist() == [1, 2, 1]


def test_the_gap_of_an_interaction_is_held_by_differences_of_differences():
    who = predictors("sv486", ("org", "marketing"), (0, 1))
    found = gap_model(good("performance"), good(), who, units("sv486"))
    gap = found.gaps.set_index("level")["gap"]

    assert found.terms["df"].tolist() == [2, 1, 2]
    first = found.gaps.set_index("level")["difference"]
    assert first["group_owned × yes"] == pytest.approx(
        gap["group_owned × yes"] - gap["internal × yes"], **DIGITS
    )
    assert np.isnan(first["internal × yes"])


def test_an_unknown_variance_or_adjustment_is_named():
    with pytest.raises(UnknownNameError, match="leave_one_out, taylor"):
        model(good(), predictors(), units(), variance="jackknife")
    with pytest.raises(UnknownNameError, match="closed"):
        gap_model(good("performance"), good(), predictors(), units(), adjust="tukey")

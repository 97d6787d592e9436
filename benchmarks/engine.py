"""How much counting, testing and comparing costs, beside what a user would pick instead.

    python -m benchmarks.engine [PART …]

Everything is measured in this process, one way after the other, again and again: CPU time
(medians) and ratios, which carry over to another machine as seconds do not. Peak memory is
that of a process of its own. People are made up; nothing is read but what is made here.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from itperception.counting.queries import run

ITEMS, BANNERS = [f"q{k}" for k in range(1, 21)], [f"b{k}" for k in range(1, 6)]
ANSWERS, GROUPS, OPTIONS = 5, 4, 13
RUNS, MOST_TEXT = 5, 1_000
CODEBOOK = """title: Book
scales:
  - id: five
    ordered: true
    categories: [{five}]
    nets: [{{id: top_two, label: Top two, categories: [a1, a2]}}]
  - id: four
    ordered: false
    categories: [{four}]
items:
{items}
banners: [{banners}]
"""
DESCRIPTION = """title: Book
kind: microdata
synthetic: true
n: {people}
weighting: made up
file: export.csv
respondent_id: id
weight: weight
"""
EMPTY = ("population", "mode", "sampling", "sponsor", "conductor", "field_start", "field_end",
         "quality", "limitations")  # fmt: skip


def make_people(people: int) -> pd.DataFrame:
    """Return people with ranked answers that depend on their groups, and uneven weights."""
    rng = np.random.default_rng(1)
    made = {b: rng.choice(GROUPS, people, p=[0.4, 0.3, 0.2, 0.1]) for b in BANNERS}
    latent = rng.normal(size=people) + 0.15 * made["b1"]
    ends = [-1, -0.2, 0.4, 1.1]
    for k, item in enumerate(ITEMS):
        own = 0.6 * latent + 0.8 * rng.normal(size=people)
        made[item] = np.digitize(own + 0.05 * made[BANNERS[k % len(BANNERS)]], ends)
    weight = np.round(np.exp(0.4 * rng.normal(size=people)), 4)
    return pd.DataFrame({"id": np.arange(people), **{k: v + 1 for k, v in made.items()},
                         "weight": weight})  # fmt: skip


def make_wave(people: int, folder: Path):
    """Return a wave of made-up people, and the people; of many the codes go past the door."""
    import itperception as itp

    if people > MOST_TEXT:
        wave, frame = make_wave(MOST_TEXT, folder)[0], make_people(people)
        path = folder / f"{people}.parquet"
        codes = frame.assign(**{name: frame[name] - 1 for name in (*ITEMS, *BANNERS)})
        duckdb.from_df(codes.rename(columns={"weight": "_weight"})).write_parquet(str(path))
        return replace(wave, respondents=path), frame

    def listed(lines: Sequence[str]) -> str:
        return ", ".join("{" + line + "}" for line in lines)

    raw = folder / f"book-{people}"
    raw.mkdir(exist_ok=True)
    frame = make_people(people)
    frame.to_csv(raw / "export.csv", index=False)
    named = [(item, "five") for item in ITEMS] + [(banner, "four") for banner in BANNERS]
    (raw / "codebook.yaml").write_text(CODEBOOK.format(
        five=listed([f"id: a{k}, code: {k}, label: A {k}" for k in range(1, ANSWERS + 1)]),
        four=listed([f"id: g{k}, code: {k}, label: G {k}" for k in range(1, GROUPS + 1)]),
        items="\n".join(f"  - {{id: {name}, label: {name}, wording: {name}, scale: {scale}}}"
                        for name, scale in named),
        banners=listed([f"id: {name}, label: {name}, item: {name}" for name in BANNERS]),
    ))  # fmt: skip
    told = DESCRIPTION.format(people=people) + "".join(f"{name}: null\n" for name in EMPTY)
    (raw / "wave.yaml").write_text(told)
    return itp.load_wave(raw), frame


def medians(ways: Mapping[str, Callable], runs: int = RUNS) -> dict[str, float]:
    """Return the median CPU seconds of each way, all of them in turn."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # what is imported or compiled once is not measured
    for _ in range(runs):
        for name, way in ways.items():
            started = time.process_time()
            way()
            taken[name].append(time.process_time() - started)
    return {name: float(np.median(times)) for name, times in taken.items()}


def told(what: str, found: Mapping[str, float], beside: str) -> None:
    """Print the medians of several ways, and each as a multiple of one of them."""
    for name, seconds in found.items():
        ratio = seconds / found[beside]
        print(f"{what:<34} {name:<26} {1000 * seconds:10.1f} ms {ratio:9.2f} ×", flush=True)


def one_table(folder: Path) -> None:
    """Measure one table with test and letters, weighted and not, beside pandas and scipy."""
    for people, weighted in product((156, 1_000, 100_000), (True, False)):
        wave, frame = make_wave(people, folder)
        ways = {
            "table, test, letters": lambda w=wave, k=weighted: ours(w, "q1", ["b1"], k),
            "pandas + scipy": lambda f=frame, k=weighted: by_scipy(f, "q1", "b1", k),
        }
        kind = "weighted" if weighted else "unweighted"
        told(f"one table, {people:,}, {kind}", medians(ways), "pandas + scipy")


def ours(wave, item: str, banners: Sequence[str], weighted: bool = True) -> list:
    """Return test and letters of an item by banners, counted together."""
    tables = wave.crosstab(item, by=[*banners], weighted=weighted).tables
    return [(table.test(), table.compare()) for table in tables]


def whole_book(wave) -> list:
    """Return test and letters of every item by every banner, counted together."""
    tables = [wave.table_of(cube) for cube in wave.cubes(ITEMS, BANNERS).values()]
    return [(table.test(), table.compare()) for table in tables]


def by_scipy(frame: pd.DataFrame, item: str, banner: str, weighted: bool = True):
    """Return a table and its chi-squared test, without letters."""
    from scipy.stats import chi2_contingency

    how = {"values": frame["weight"], "aggfunc": "sum"} if weighted else {}
    return chi2_contingency(pd.crosstab(frame[item], frame[banner], **how))


def by_pingouin(frame: pd.DataFrame, item: str, banner: str):
    """Return a weighted table, and the test of counts that pingouin makes, without letters."""
    import pingouin

    table = pd.crosstab(frame[item], frame[banner], values=frame["weight"], aggfunc="sum")
    return table, pingouin.chi2_independence(frame, item, banner)


def book(folder: Path) -> None:
    """Measure 20 items by 5 banners, weighted, test and letters, beside pandas + pingouin."""
    for people in (1_000, 100_000, 1_000_000):
        wave, frame = make_wave(people, folder)
        few = max(1, 100 // max(people // 10_000, 1))
        pairs = [*product(ITEMS, BANNERS)][:few]  # of a million a part is enough
        found = medians({
            "100 tables, test, letters": lambda w=wave: whole_book(w),
            "100 tables, counted": lambda w=wave: w.cubes(ITEMS, BANNERS),
            "100 tables, one by one": lambda w=wave: [
                w.cube([q], [b]) for q, b in product(ITEMS, BANNERS)],
            "pandas + pingouin": lambda f=frame, p=pairs: [by_pingouin(f, *one) for one in p],
            "every column read once": lambda w=wave: read_once(w.respondents),
        }, runs=3)  # fmt: skip
        found["pandas + pingouin"] *= 100 / len(pairs)
        told(f"banner book, {people:,}", found, "pandas + pingouin")


def read_once(respondents: Path):
    """Add up every column: less no way of counting can do."""
    sums = ", ".join(f"sum({name})" for name in (*ITEMS, *BANNERS, "_weight"))
    return run(f"SELECT {sums} FROM read_parquet(?)", [str(respondents)])


def comparison(_folder: Path) -> None:
    """Measure the comparison of all surveys in print, of a process that knows nothing."""
    code = ("import itperception as itp; r = itp.comparison_report(); r.summary(); r.sides(); "
            "r.same_people(); r.every_share()")  # fmt: skip
    started, _ = own_process(code)
    print(f"{'surveys in print compared':<34} {'process of its own':<26} {started:10.1f} s")


def options(folder: Path) -> None:
    """Measure the memory of a weighted multiple response in which all weights differ."""
    for people in (10_000, 1_000_000):
        path = folder / f"options-{people}.parquet"
        code = f"from benchmarks.engine import choose; choose({people}, {str(path)!r})"
        own_process(code)  # made by another process, whose memory does not count
        seconds, peak = own_process(
            f"from benchmarks.engine import test_options; test_options({str(path)!r})"
        )
        print(f"{f'13 options, {people:,}, 19 draws':<34} {'process of its own':<26} "
              f"{seconds:10.1f} s {peak:9.0f} MiB")  # fmt: skip


def choose(people: int, path: str) -> None:
    """Write people who choose of 13 options; no two have one weight."""
    rng, latent = np.random.default_rng(2), np.random.default_rng(3).normal(size=people)
    made = {f"s.o{k}": (rng.normal(size=people) + latent / 2 > 0.3).astype(np.int16)
            for k in range(OPTIONS)}  # fmt: skip
    made |= {"b": rng.choice(GROUPS, people), "w": np.exp(0.4 * rng.normal(size=people))}
    duckdb.from_df(pd.DataFrame(made)).write_parquet(path)


def test_options(path: str) -> None:
    """Test whether what people choose depends on the group."""
    from itperception.counting.design_engine import count_patterns
    from itperception.inference.design.multiple_response import multiple_response
    from itperception.terms.category import NO_ANSWER, NOT_SELECTED, SELECTED, Category
    from itperception.terms.dimension import Dimension

    def asked(name: str, categories) -> Dimension:
        return Dimension(name, {"en": name}, {"en": name}, (*categories, NO_ANSWER), False)

    groups = [Category.model_construct(id=f"g{k}", label={"en": ""}) for k in range(GROUPS)]
    chosen = [asked(f"s.o{k}", (SELECTED, NOT_SELECTED)) for k in range(OPTIONS)]
    patterns, counts, weights = count_patterns(
        Path(path), chosen, asked("b", groups), weight="w"
    )
    multiple_response(patterns, counts[:, :GROUPS], weights=weights, draws=19)


test_options.__test__ = False


def own_process(code: str) -> tuple[float, float]:
    """Return CPU seconds and peak memory in MiB of a process of its own."""
    told = ("; import resource; u = resource.getrusage(resource.RUSAGE_SELF); "
            "print(u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)")  # fmt: skip
    found = subprocess.run([sys.executable, "-c", code + told], check=True, text=True,
                           capture_output=True)  # fmt: skip
    seconds, peak = map(float, found.stdout.split()[-2:])
    return seconds, peak


PARTS = {part.__name__: part for part in (one_table, book, comparison, options)}


def main(names: Sequence[str]) -> None:
    for name in names or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])

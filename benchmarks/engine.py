"""What counting, testing and comparing cost, beside what a user would pick instead.

People are made up; nothing is read but what is made here. The peers of `PEERS` come into
environments of their own in ``.cache/bench``, by name and version, and read the same file.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import product, takewhile
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
from tqdm import tqdm

from benchmarks.measuring import PYTHON, ROOT, TOLD, Line, lines, run, three_digits
from benchmarks.peers import BANNERS, ITEMS, WARM
from itperception.inference.methods import MOST_WEIGHTED

PEERS = {
    "pandas": ("pandas==3.1.1", "scipy==1.17.1", "pingouin==0.7.0", "pyarrow==26.0.1"),
    "svy": ("svy==0.35.0",),
}
OPTIONS, MOST_MADE, MOST_TEXT = 13, 1_000_000, 100_000
CODEBOOK = """title: Book
scales:
  - id: ranked
    ordered: true
    categories: [{answers}]
    nets: [{{id: top_two, label: Top two, categories: [a1, a2]}}]
  - id: group
    ordered: false
    categories: [{groups}]
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
stratum: {stratum}
"""
EMPTY = ("population", "mode", "sampling", "sponsor", "conductor", "field_start", "field_end",
         "quality", "limitations")  # fmt: skip


class Shape(NamedTuple):
    """How many of everything a made-up survey has; without strata none are declared."""

    people: int = WARM
    items: int = len(ITEMS)
    banners: int = len(BANNERS)
    answers: int = 5
    groups: int = 4
    strata: int = 0

    @property
    def names(self) -> tuple[list[str], list[str]]:
        return ([f"q{k + 1}" for k in range(self.items)],
                [f"b{k + 1}" for k in range(self.banners)])  # fmt: skip


def make_people(shape: Shape) -> pd.DataFrame:
    """Return codes of ranked answers that depend on groups, and uneven weights, as stored."""
    rng, people = np.random.default_rng(1), shape.people
    items, banners = shape.names
    shares = np.arange(shape.groups, 0, -1) / np.arange(1, shape.groups + 1).sum()
    made = {b: rng.choice(shape.groups, people, p=shares) for b in banners}
    latent = rng.normal(size=people) + 0.15 * made["b1"]
    ends = 1.2 * np.linspace(-1, 1, shape.answers + 1)[1:-1]
    for k, item in enumerate(items):
        own = 0.6 * latent + 0.8 * rng.normal(size=people)
        made[item] = np.digitize(own + 0.05 * made[banners[k % len(banners)]], ends)
    ids = (np.arange(people) + 1).astype(str).astype(object)
    first = {"_respondent": ids}
    if shape.strata:
        first["_stratum"] = (np.arange(people) % shape.strata).astype(str).astype(object)
    weights = {"_weight": np.round(np.exp(0.4 * rng.normal(size=people)), 4)}
    codes = {name: code.astype(np.int16) for name, code in made.items()}
    return pd.DataFrame(first | weights | codes)


def write_people(people: int, folder: Path) -> Path:
    """Write the respondents of a book; of many, those of a million again and again."""
    from itperception.survey.respondents import write_parquet

    path = folder / f"{people}.parquet"
    if path.exists():
        return path
    if people <= MOST_MADE:
        made = make_people(Shape(people))
        write_parquet(made, path)
        if people <= MOST_TEXT:  # R has no Parquet
            made.drop(columns="_respondent").to_csv(path.with_suffix(".csv"), index=False)
        return path
    million = write_people(MOST_MADE, folder)
    parts = (f"SELECT '{k}-' || _respondent AS _respondent, * EXCLUDE _respondent "
             f"FROM read_parquet('{million}')" for k in range(people // MOST_MADE))  # fmt: skip
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"COPY ({' UNION ALL '.join(parts)}) TO '{path}' "
                           "(FORMAT parquet, COMPRESSION zstd)")  # fmt: skip
    return path


def lay(folder: Path, shape: Shape, name: str = "book") -> None:
    """Lay a wave's folder of made-up people."""

    def listed(many: int, letter: str) -> str:
        each = (f"{{id: {letter}{k}, code: {k}, label: {letter} {k}}}" for k in range(many))
        return ", ".join(each)

    raw, (items, banners) = folder / "data/raw" / name, shape.names
    raw.mkdir(parents=True, exist_ok=True)
    codes = make_people(shape).rename(columns=lambda column: column.strip("_"))
    codes.rename(columns={"respondent": "id"}).to_csv(raw / "export.csv", index=False)
    scales = [(item, "ranked") for item in items] + [
        (banner, "group") for banner in banners
    ]
    (raw / "codebook.yaml").write_text(CODEBOOK.format(
        answers=listed(shape.answers, "a"), groups=listed(shape.groups, "g"),
        items="\n".join(f"  - {{id: {one}, label: {one}, wording: {one}, scale: {scale}}}"
                        for one, scale in scales),
        banners=", ".join(f"{{id: {one}, label: {one}, item: {one}}}" for one in banners),
    ))  # fmt: skip
    stratum = "stratum" if shape.strata else "null"
    told = DESCRIPTION.format(people=shape.people, stratum=stratum)
    (raw / "wave.yaml").write_text(told + "".join(f"{key}: null\n" for key in EMPTY))


def python_of(peer: str) -> str:
    """Return the Python of a peer's environment, which is made if it is not there."""
    place = ROOT / ".cache/bench" / peer
    if not (place / "complete").exists():
        print(f"setting up {place}: {', '.join(PEERS[peer])}", file=sys.stderr, flush=True)
        run([sys.executable, "-m", "venv", "--clear", str(place)], ROOT)
        pip = [str(place / "bin/python"), "-m", "pip", "install", "--quiet"]
        run([*pip, *PEERS[peer]], ROOT)
        (place / "complete").touch()
    return str(place / "bin/python")


def asked(way: str, folder: Path, people: int, *how: object, peer: str = "") -> list[str]:
    """Return the command that makes a book in a peer's environment, or in this one."""
    python = python_of(peer) if peer else sys.executable
    script = str(ROOT / "benchmarks/peers.py")
    return [python, script, way, str(folder), str(people), *map(str, how)]


def ways_of(folder: Path, people: int, tables: int, slow: bool) -> dict[str, list[str]]:
    """Return the commands that make the book, ours first; slow ones only if they are asked for."""
    own, few = partial(asked, "itperception", folder, people), ("--tables", tables)
    ways = {
        "itperception, test and letters": own(),
        "itperception, tables alone": own("--counted"),
        "every column read once": asked("floor", folder, people),
        "pandas + scipy, test": asked("scipy", folder, people, *few, peer="pandas"),
        "pandas + pingouin, test": asked("pingouin", folder, people, *few, peer="pandas"),
    }
    if slow:
        ways["svy, test"] = asked("svy", folder, people, *few, peer="svy")
    if slow and has_survey():
        script, given = str(ROOT / "benchmarks/peers.R"), (folder, people, min(tables, 5))
        ways["R survey, test"] = ["Rscript", script, *map(str, given)]
    return ways


@cache
def has_survey() -> bool:
    """Return whether there is R with its package survey."""
    if not shutil.which("Rscript"):
        return False
    loaded = subprocess.run(["Rscript", "-e", "library(survey)"], capture_output=True)
    return not loaded.returncode


def book(folder: Path, runs: int) -> Iterator[Line | str]:
    """Yield what 20 items by 5 banners cost, weighted, with test and letters, and the peers."""
    lay(folder, Shape())
    for people in (1_000, 10_000, 100_000, 1_000_000):
        write_people(people, folder)
        ways = ways_of(folder, people, 100 if people <= 1_000 else 10, people <= MOST_TEXT)
        yield from lines(f"100 tables, {people:,}", ways, runs, folder, TOLD)
    yield ("Nobody else makes letters. Of more than 1,000 people, peers make 10 of the 100 tables, "
           f"R always 5, and it counts as if they made all; svy and R up to {MOST_TEXT:,}. Of up "
           f"to {MOST_WEIGHTED:,} people our weighted test permutes, which no other does."
           + " R with its package survey is not installed and was not measured."
           * (not has_survey()))  # fmt: skip


def many(folder: Path, runs: int) -> Iterator[Line | str]:
    """Yield what the book costs of up to a hundred million people, and what a row of it costs."""
    lay(folder, Shape())
    write_people(WARM, folder)
    each = []
    for people in (MOST_MADE, 10 * MOST_MADE, 100 * MOST_MADE):
        path, most = write_people(people, folder), people > 10 * MOST_MADE
        ways = [*ways_of(folder, people, 5, slow=False).items()][: 3 if most else 5]
        often = 1 if most else runs
        found = [*lines(f"100 tables of {people:,}", dict(ways), often, folder, TOLD)]
        yield from found
        each.append(f"{people:,}: {three_digits(found[0].seconds / people * 1e9)} ns")
        if people > MOST_MADE:
            path.unlink()
    yield (f"A row costs, of the whole book with test and letters, {', '.join(each)}. Peers make "
           "5 of the 100 tables, and it counts as if they made all.")  # fmt: skip


def one_table(folder: Path, runs: int) -> Iterator[Line]:
    """Yield what one table costs once all is loaded, with test and letters; peers with a test."""
    lay(folder, Shape())
    write_people(WARM, folder)
    for people, weighted in product((156, 100_000), (True, False)):
        write_people(people, folder)
        how = ("--one", *["--unweighted"] * (not weighted))
        ways = {
            "itperception, test and letters": asked("itperception", folder, people, *how)
        }
        for name, way, peer in (("pandas + scipy", "scipy", "pandas"), ("svy", "svy", "svy"),
                                ("pandas + pingouin", "pingouin", "pandas")):  # fmt: skip
            ways[f"{name}, test"] = asked(way, folder, people, *how, peer=peer)
        kind = "weighted" if weighted else "unweighted"
        yield from lines(f"a table, {people:,}, {kind}", ways, runs, folder, TOLD)


GROWTH = ("| grows with | points | CPU seconds at each | exponent | flat until |\n"
          "|---|---|---|---:|---:|")  # fmt: skip
FLAT = 1.5


def growth(folder: Path, runs: int) -> Iterator[str]:
    """Yield a table of what the cost depends on, each from a book of 10 items by 2 banners."""
    base = Shape(people=10_000, items=10, banners=2)
    varied = {
        "people, few": (156, 500, 1_000, 1_900), "people": (10_000, 100_000, 1_000_000),
        "items": (5, 10, 20, 40), "banners": (1, 2, 5, 10), "answers": (3, 5, 10, 20),
        "groups": (2, 4, 8, 16), "strata": (1, 10, 100),
    }  # fmt: skip
    rows = [GROWTH]
    for name, points in varied.items():
        shapes = [base._replace(**{name.split(",")[0]: point}) for point in points]
        rows.append(
            growing(name, points, [book_of(shape, folder) for shape in shapes], runs)
        )
    waves = (2, 4, 8)
    rows.append(
        growing("waves", waves, [trend_of(base, many, folder) for many in waves], runs)
    )
    yield "\n".join(rows)
    yield (f"Runs: {runs}. Weighted, with test and letters, of {base.people:,} people, "
           f"{base.items} items × {base.banners} banners, {base.answers} answers in {base.groups} "
           "groups but for what grows; waves: each item, wave by wave. Few people: where weighted "
           "tests permute. Exponent: slope of log cost on log of what grows, over all points. "
           f"Flat until: the last point before the cost is {FLAT:g} times the first.")  # fmt: skip


def wave_of(shape: Shape, folder: Path, name: str):
    """Return a wave of a shape; many people go past the door."""
    import itperception as itp
    from itperception.survey.respondents import write_parquet

    lay(folder, shape._replace(people=min(shape.people, WARM)), name)
    wave = itp.load_wave(name, folder)
    if shape.people > WARM:
        wave = replace(wave, respondents=folder / f"{name}.parquet")
        write_parquet(make_people(shape), wave.respondents)
    return wave


def book_of(shape: Shape, folder: Path) -> Callable[[], None]:
    """Return what makes a book of a shape."""
    items, banners = shape.names
    wave = wave_of(shape, folder, "-".join(map(str, shape)))

    def make() -> None:
        for item in items:
            for table in wave.crosstab(item, by=banners).tables:
                table.test(), table.compare()

    return make


def trend_of(shape: Shape, waves: int, folder: Path) -> Callable[[], None]:
    """Return what compares every item wave by wave."""
    from itperception.workbench.series import Waves

    series = Waves(tuple(wave_of(shape, folder, f"wave-{k}") for k in range(waves)))

    def make() -> None:
        for item in shape.names[0]:
            table = series.crosstab(item)
            table.test(), table.compare()

    return make


def growing(name: str, points: Sequence[int], ways: Sequence[Callable], runs: int) -> str:
    """Measure ways in turn and return the row of a table."""
    taken = [[] for _ in ways]
    for way in ways:
        way()  # what is imported or compiled once is not measured
    for _ in tqdm(range(runs), desc=f"growth with {name}", file=sys.stderr):
        for way, times in zip(ways, taken, strict=True):
            started = process_time()
            way()
            times.append(process_time() - started)
    found = [median(times) for times in taken]
    return " | ".join([f"| {name}", ", ".join(f"{point:,}" for point in points),
                       ", ".join(map(three_digits, found)),
                       f"{exponent(points, found):.2f}", f"{flat(points, found):,} |"])  # fmt: skip


def exponent(points: Sequence[float], found: Sequence[float]) -> float:
    """Return the slope of log cost on the log of what grows.

    Examples
    --------
    >>> round(exponent([1, 10, 100], [2, 20, 200]), 6)
    1.0
    """
    return float(np.polyfit(np.log(points), np.log(found), 1)[0])


def flat(points: Sequence[int], found: Sequence[float]) -> int:
    """Return the last point before the cost rises.

    Examples
    --------
    >>> flat([1, 10, 100, 1000], [2, 2.5, 4, 2])
    10
    """
    within = takewhile(
        lambda pair: pair[1] <= FLAT * found[0], zip(points, found, strict=True)
    )
    return [point for point, _ in within][-1]


def options(folder: Path, runs: int) -> Iterator[Line]:
    """Yield the cost of a weighted set of options in which all weights differ."""
    for people in (10_000, 1_000_000):
        path = folder / f"options-{people}.parquet"
        choose(people, path)
        code = f"from benchmarks.engine import test_options; test_options({str(path)!r})"
        way = {f"test of {OPTIONS} options, 19 draws": [*PYTHON, code]}
        yield from lines(f"a set, {people:,}, weighted", way, runs, folder)


def choose(people: int, path: Path) -> None:
    """Write people who choose of 13 options; no two have one weight."""
    rng, latent = np.random.default_rng(2), np.random.default_rng(3).normal(size=people)
    made = {f"s.o{k}": (rng.normal(size=people) + latent / 2 > 0.3).astype(np.int16)
            for k in range(OPTIONS)}  # fmt: skip
    made |= {"b": rng.choice(4, people), "w": np.exp(0.4 * rng.normal(size=people))}
    duckdb.from_df(pd.DataFrame(made)).write_parquet(str(path))


def test_options(path: str) -> None:
    """Test whether what people choose depends on the group."""
    from itperception.counting.design_engine import count_patterns
    from itperception.inference.design.multiple_response import multiple_response
    from itperception.terms.category import NO_ANSWER, NOT_SELECTED, SELECTED, Category
    from itperception.terms.dimension import Dimension

    def asked(name: str, categories) -> Dimension:
        return Dimension(name, {"en": name}, {"en": name}, (*categories, NO_ANSWER), False)

    groups = [Category.model_construct(id=f"g{k}", label={"en": ""}) for k in range(4)]
    chosen = [asked(f"s.o{k}", (SELECTED, NOT_SELECTED)) for k in range(OPTIONS)]
    patterns, counts, weights = count_patterns(
        Path(path), chosen, asked("b", groups), weight="w"
    )
    multiple_response(patterns, counts[:, :4], weights=weights, draws=19)


test_options.__test__ = False

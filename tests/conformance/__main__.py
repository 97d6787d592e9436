"""``python -m tests.conformance`` writes docs/conformance.md and docs/conformance.csv."""

from pathlib import Path

import pandas as pd

from tests.conformance import every_row
from tests.conformance.names import our_name

DOCS = Path(__file__).parents[2] / "docs"
HEAD = """# Agreement with R

Written by `python -m tests.conformance` from the values in `tests/reference`, where the R
scripts lie beside what they printed; the test suite holds every one of them. {values:,} values
of {quantities} quantities, each in `conformance.csv`.

{tolerances}

Where a value is held to more than 1e-9, R itself stops iterating early, solves by a coarse
search, or interpolates; the module of `tests/conformance` that reads the value says which.
Most of those quantities are also held to 1e-9 against a tight solution in our own R scripts.
Our name is what a table is asked, `table.test("pearson")`, or a function of
`itperception.inference`.

"""


def main() -> None:
    frame = pd.DataFrame(
        [{"area": area, "our_name": our_name(area, row.quantity), **row._asdict(),
          "difference": row.difference}
         for area, row in every_row()]
    )  # fmt: skip
    keys = ["area", "quantity", "call", "our_name", "tolerance"]
    summary = _largest(frame, keys)
    head = HEAD.format(
        values=len(frame), quantities=len(summary),
        tolerances=_table(_largest(frame, ["tolerance"]), ["held to"]),
    )  # fmt: skip
    for name in ("call", "our_name"):
        summary[name] = "`" + summary[name] + "`"
    body = _table(summary, ["area", "quantity", "R", "our name", "held to"])
    (DOCS / "conformance.md").write_text(head + body + "\n", encoding="utf-8")
    frame.to_csv(DOCS / "conformance.csv", index=False, float_format="%.12g")
    print(head.split("\n\n", 1)[1])


def _largest(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return how many values, and the largest difference, for each of some keys."""
    grouped = frame.groupby(keys, sort=len(keys) == 1)["difference"]
    return grouped.agg(["size", "max"]).reset_index()


def _table(frame: pd.DataFrame, names: list[str]) -> str:
    names = [*names, "values", "largest relative difference"]
    lines = [f"| {' | '.join(names)} |", "|---" * (len(names) - 2) + "|---:|---:|"]
    for *keys, size, largest in frame.itertuples(index=False):
        told = [f"{key:g}" if isinstance(key, float) else key for key in keys]
        lines.append(f"| {' | '.join([*told, f'{size:,}', f'{largest:.1e}'])} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

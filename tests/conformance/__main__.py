"""``python -m tests.conformance`` writes docs/conformance.md and docs/conformance.csv."""

from pathlib import Path

import pandas as pd

from tests.conformance import every_row

DOCS = Path(__file__).parents[2] / "docs"
HEAD = """# Agreement with R

Written by `python -m tests.conformance` from the values in `tests/reference`; the test
suite holds every one of them. {values} values of {quantities} quantities; largest relative
difference {worst:.1e}. Each value is in `conformance.csv`. Where the tolerance is above
1e-9, R itself stops iterating early or solves by a coarse search, as the module in
`tests/conformance` that reads the value says.

"""


def main() -> None:
    frame = pd.DataFrame(
        [{"area": area, **row._asdict(), "difference": row.difference}
         for area, row in every_row()]
    )  # fmt: skip
    grouped = frame.groupby(["area", "quantity", "call", "tolerance"], sort=False)
    summary = grouped["difference"].agg(["size", "max"]).reset_index()
    lines = ["| area | quantity | R | values | largest difference | held to |",
             "|---|---|---|---:|---:|---:|"]  # fmt: skip
    lines += [
        f"| {area} | {quantity} | `{call}` | {values} | {largest:.1e} | {tolerance:g} |"
        for area, quantity, call, tolerance, values, largest in summary.itertuples(
            index=False
        )
    ]
    head = HEAD.format(
        values=len(frame), quantities=len(summary), worst=frame["difference"].max()
    )
    (DOCS / "conformance.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    frame.to_csv(DOCS / "conformance.csv", index=False)
    print(head.split("\n\n")[1])


if __name__ == "__main__":
    main()

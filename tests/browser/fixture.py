"""A notebook as it is after a run, with everything a page may have to show."""

import base64
import re
from pathlib import Path

from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from itperception.reporting.notebook import normalise
from itperception.reporting.page import Page
from itperception.reporting.render import render


def table() -> str:
    """Return a table as the package writes it into HTML."""
    lettered = [("Internal", "A"), ("Group-owned", "B"), ("Decentralised", "C")]
    written = (
        f'{name} <span class="letter">({letter})</span>' for name, letter in lettered
    )
    heads = ["Total", *written]
    shares = [
        ("", "Very good", "9%", "8%", "7%", "17%"),
        ("", "Good", "36%", "37%", "24%", "52%B"),
        ("", "Satisfactory", "20%", "21%", "20%", "14%"),
        ("", "Adequate", "21%", "20%", "32%C", "9%"),
        ("", "Poor", "8%", "7%", "13%", "\N{EN DASH}"),
        ("net", "Net: good or very good", "45%", "45%", "31%", "69%AB"),
        ("apart", "Don't know", "6%", "7%", "4%", "8%"),
    ]
    rows = [("base", "Base (unweighted)", "312", "178", "91", "43*"), *shares]
    body = "".join(_row(*row) for row in rows)
    return f"""
<figure class="table" id="table-1">
<figcaption id="table-1-title"><span class="number">Table 1.</span> Image by type
<strong class="badge">synthetic data</strong></figcaption>
<p class="question">Question: How do your customers rate the image of your IT?</p>
<p class="base">Base: all respondents, n = 312</p>
<div class="table-wrap" role="group" tabindex="0" aria-labelledby="table-1-title">
<table aria-labelledby="table-1-title"><thead><tr><th scope="col">Answer</th>
{"".join(f'<th scope="col" class="num">{head}</th>' for head in heads)}</tr></thead>
<tbody>{body}</tbody></table></div>
<p class="note">A letter marks a share that is significantly higher than the one in the
column with that letter. * effective base below 50: read with caution.</p>
<p class="download"><a download="t.csv" href="data:text/csv;base64,YQ==">CSV</a></p>
</figure>
"""


def _row(css: str, label: str, *cells: str) -> str:
    written = [
        re.sub(r"(\d+%)([A-Z]+)", r'\1<sup aria-hidden="true">\2</sup>'
               r'<span class="vh"> higher than \2</span>', cell)
        for cell in cells
    ]  # fmt: skip
    marked = (
        f'<td class="num{" sig" if "<sup" in cell else ""}">{cell}</td>' for cell in written
    )
    return f'<tr class="{css}"><th scope="row">{label}</th>{"".join(marked)}</tr>'


HOSTILE = """
<p id="hostile" onclick="document.title='x'">Kept text.</p>
<script>document.title="x"</script>
<iframe src="https://example.org/"></iframe><img src="https://example.org/x.png" alt="far">
<a href="javascript:document.title='x'">a link</a><style>body{display:none}</style>
<form action="https://example.org/"><input></form></div></main></body>
"""

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 190" width="760"
height="190">
<g font-family="sans-serif" font-size="13"><text x="0" y="42">Internal</text>
<text x="0" y="102">Group-owned</text><text x="0" y="162">Decentralised</text>
<rect x="150" y="22" width="270" height="32" fill="#542788"/>
<rect x="150" y="82" width="186" height="32" fill="#542788"/>
<rect x="150" y="142" width="414" height="32" fill="#542788"/>
<text x="430" y="43">45</text><text x="346" y="103">31</text><text x="574" y="163">69</text>
</g></svg>"""

FINDINGS = """<ul class="findings">
<li><strong>Image trails performance.</strong> 45% rate the image of their IT as good or
very good (all respondents, n = 312). <a href="#table-1">Table 1</a></li>
<li><strong>Decentralised IT is the most confident.</strong> 69% against 31% in group-owned
providers; the difference is 38 points (95% interval 19 to 53).
<a href="#table-1">Table 1</a></li>
</ul>"""

PROOF = """<h3>What the figures prove</h3>
<div class="claims"><h3 class="every">1 · True, and beyond chance in every table that fits</h3>
<details id="claim-a" class="fold"><summary><b>Few have a web site</b> <small>19%. Beyond chance
up to 65 of 156; print allows 29 to 30.</small></summary><p>Proof</p></details>
<h3 class="none">1 · True, beyond chance in no table</h3>
<details id="claim-b" class="fold"><summary><b>Most judge it good</b> <small>51%. Beyond chance
from 91 of 156 on; print allows 79 to 80.</small></summary><p>Proof</p></details></div>
<table><thead><tr><th scope="col">Entry</th><th scope="col">Value</th></tr></thead>
<tbody><tr><th scope="row">Sponsor</th><td>not stated</td></tr>
<tr><th scope="row">Sample</th>
<td>Chosen by the respondents themselves; no margin of sampling error is stated.</td></tr>
</tbody></table>"""


def picture() -> str:
    """Return a chart as the package writes it into HTML."""
    data = base64.b64encode(SVG.encode()).decode()
    return (
        '<figure class="chart"><figcaption><strong>Figure 1. Good or very good image'
        "</strong></figcaption><picture>"
        '<source media="screen and (max-width: 40rem)" '
        f'srcset="data:image/svg+xml;base64,{data}">'
        f'<img src="data:image/svg+xml;base64,{data}" alt="Internal 45%, Group-owned 31%, '
        'Decentralised 69%"></picture><details><summary>Chart values as text'
        "</summary><ul><li>Internal 45%</li><li>Group-owned 31%</li></ul></details>"
        "</figure>"
    )


def notebook():
    """Return the run of a notebook with tables, charts, text and hostile content."""
    frame = (
        '<div><style scoped>x</style><table border="1" class="dataframe"><thead><tr>'
        "<th></th>"
        + "".join(f"<th>a_long_column_name_{n}</th>" for n in range(9))
        + "</tr></thead><tbody><tr><th>0</th>"
        + "".join(f"<td>{n}</td>" for n in range(9))
        + "</tr></tbody></table></div>"
    )

    def shows(source, data, **metadata):
        output = new_output("execute_result", data, metadata=metadata, execution_count=1)
        return new_code_cell(source, outputs=[output])

    return new_notebook(
        cells=[
            new_markdown_cell("# How IT organisations see themselves"),
            new_markdown_cell("## Key findings"),
            shows("wave.findings()", {"text/html": FINDINGS}),
            new_markdown_cell(
                "## Image with internal customers\n\nShares are of **all respondents** in "
                "a column, *don't know* included. A letter after a share says that it is "
                "higher than in the column with that letter by more than chance would "
                "explain.\n\n- no letter does not mean equal\n- the total is not tested"
            ),
            shows('wave.crosstab("image", by="org_type")', {"text/html": table()}),
            shows("wave.chart()", {"text/html": picture()}),
            new_markdown_cell("### By <script>alert(1)</script> type\n\n" + HOSTILE),
            shows("chart", {"image/svg+xml": SVG}, alt="Internal 45, Group-owned 31"),
            new_markdown_cell(
                "## Methods & limits\n\n|Claim|Verdict|p|\n|-|-|-|\n|IT is good|shown|0.014|"
            ),
            shows("proof", {"text/html": PROOF}),
            shows("frame", {"text/html": frame, "text/plain": "text at 0x7f00"}),
            new_code_cell("print(1)", outputs=[new_output("stream", text="1 " * 99)]),
        ]
    )


def page_html(*, synthetic: bool = True, language: str = "en") -> str:
    """Return the fixture as a published page."""
    page = Page(
        name="fixture", notebook=Path("fixture.ipynb"), synthetic=synthetic,
        language=language, title="How IT organisations see themselves",
        facts={
            "kind": "microdata", "n": "n = 312",
            "field": "2 to 27 March 2026",
        },
    )  # fmt: skip
    made_from = {
        "notebook": "notebooks/fixture.ipynb",
        "files": {"notebooks/fixture.ipynb": "ab" * 32, "data/raw/x/export.csv": "cd" * 32},
        "code": {"itperception": "ef" * 32},
        "versions": {"python": "3.11", "pandas": "3.1"},
        "parameters": {"wave": "'demo-2026'"},
    }  # fmt: skip
    return render(normalise(notebook()), page, made_from)

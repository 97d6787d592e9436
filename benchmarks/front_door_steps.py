"""What is left to do by hand, for one small wave in each kind of export.

    python -m benchmarks.front_door_steps [--write docs/exports.md]

The wave is that of ``tests/survey/one_wave.py``. *Without*: what a person writes or deletes
if nothing is recognised: rows of the header below the first, lines of ``wave.yaml`` about
the file, and lines of ``codebook.yaml``, as many as in the documents that were made here, less
comments. *With*: the answers to what ``add-wave`` asks, a word each.
"""

import argparse
import tempfile
from pathlib import Path

import itperception as itp
from itperception.survey.intake.adding import NewWave
from itperception.survey.reading.readers import recognised
from tests.survey.one_wave import KINDS

HEAD = """\
# What is left to do by hand

One wave (two questions, a set of four options, a weight) as each tool and kind of file writes it.
Without layouts a person deletes the rows of the header below the first and writes all lines of
`wave.yaml` about the file and of `codebook.yaml`; with them, the person answers what is asked.
Files are those that a person edits.
Written by `python -m benchmarks.front_door_steps --write docs/exports.md`.

| export | recognised as | without: files | header rows | lines | with: files | answers |
|---|---|---|---|---|---|---|
"""
READ = "# How the export is read."


def line(kind: str, made: NewWave) -> str:
    """Return the line of a kind of export whose wave was made, nothing answered yet."""
    export = next(made.folder.glob("a.*"))
    read = recognised(export)
    above = max(
        int(read.cells.index[0]) - 2, 0
    )  # the first answer is in row 2, or is case 1
    layout = (made.folder / "wave.yaml").read_text(encoding="utf-8").split(READ)[1]
    book = (made.folder / "codebook.yaml").read_text(encoding="utf-8")
    lines = sum(_says(told) for told in (*layout.splitlines(), *book.splitlines()))
    asked = {question.path for question in made.questions}
    cells = (
        kind,
        read.tool,
        2 + (above > 0),
        above,
        lines,
        len(asked),
        len(made.questions),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _says(told: str) -> bool:
    return bool(told.strip()) and not told.lstrip().startswith("#")


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE")
    told = parser.parse_args()
    text = HEAD
    with tempfile.TemporaryDirectory() as place:
        for number, (name, kind) in enumerate(KINDS.items()):
            folder = Path(place, str(number))
            folder.mkdir()
            kind.write(folder / kind.file)
            made = itp.add_wave(folder / kind.file, folder, name="x")
            text += line(name, made) + "\n"
    if told.write:
        told.write.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()

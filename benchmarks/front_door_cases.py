"""What the front door makes of exports: right numbers, a question, a refusal, or worse.

    python -m benchmarks.front_door_cases FOLDER [--answers]

Each folder in FOLDER has one export and a ``README`` that says what is right. The export
goes through ``add-wave``, ``check`` and the tables; with a ``wave.yaml`` beside it, it is
checked as it lies there. Printed is a table: the input, what is right, and what came out,
for a person to judge. With ``--answers`` every open question is answered with its first
candidate, and what comes out then is told too. Ends with exit code 1 after a traceback.
"""

import argparse
import re
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

import itperception as itp
from itperception.errors import ItPerceptionError, OpenQuestions
from itperception.survey.intake.adding import ask

DOCUMENTS = ("README", "wave.yaml", "codebook.yaml")
MOST_ITEMS = 6


def outcome(case: Path, root: Path, *, answers: bool) -> str:
    """Return in words what came out of a case."""
    file = next(path for path in sorted(case.iterdir()) if path.name not in DOCUMENTS)
    try:
        if (case / "wave.yaml").exists():
            folder = shutil.copytree(case, root / "data/raw" / _name(case))
            return tables(folder)
        if file.stem == "poll":
            study = itp.bounds(str(file), "satisfied", "safe")
            return f"bounds: {' '.join(str(study).split())}"
        made = itp.add_wave(file, root, name=_name(case))
        told = [
            f"ASKS {q.key}: {q.question} [{' / '.join(q.candidates)}]"
            for q in made.questions
        ]
        if told and answers:
            ask(made, lambda asked: asked.candidates[0])
            told.append(f"answered with the first: {tables(made.folder)}")
        return "; ".join(told) or tables(made.folder)
    except OpenQuestions as error:
        return f"ASKS {error}"
    except ItPerceptionError as error:
        return f"REFUSED {error}"
    except Exception:
        return f"TRACEBACK {traceback.format_exc(limit=-1)}"


def tables(folder: Path) -> str:
    """Return base and shares of the first items of a wave, as its tables have them."""
    wave = itp.load_wave(folder)
    told = [f"n {len(wave.frame())}{', weighted' if wave.is_weighted else ''}"]
    numbers = {number.bins_id: number.id for number in wave.codebook.numbers}
    for asked in wave.codebook.dimensions()[:MOST_ITEMS]:
        if asked.id in numbers and not asked.ordered:
            mean = wave.mean(numbers[asked.id]).to_frame().iloc[0]
            told.append(f"{numbers[asked.id]} (of {mean['base']}): mean {mean['mean']:.4g}")
            continue
        shares = wave.crosstab(asked.id).to_frame()
        each = [
            f"{a} {100 * p:.2f} %"
            for a, p in zip(shares["stub"], shares["proportion"], strict=True)
        ]
        told.append(f"{asked.id} (of {int(shares['base'].iloc[0])}): {', '.join(each[:7])}")
    return "; ".join(told)


def _name(case: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", case.name.lower())


def _cell(text: str, most: int = 420) -> str:
    plain = " ".join(text.replace("|", "/").split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def main() -> None:
    """Print the table of cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--answers", action="store_true")
    told = parser.parse_args()
    cases = sorted(path for path in told.folder.iterdir() if (path / "README").exists())
    print("| input | right | got |\n|---|---|---|")
    failed = False
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "data/raw").mkdir(parents=True)
        for case in cases:
            got = outcome(case, Path(place), answers=told.answers).replace(place, "")
            failed |= got.startswith("TRACEBACK")
            right = (case / "README").read_text(encoding="utf-8").removeprefix("Right: ")
            print(f"| {case.name} | {_cell(right)} | {_cell(got)} |", flush=True)
    sys.exit(int(failed))


if __name__ == "__main__":
    main()

"""What readers do with hostile documents: how many are read, refused, or worse.

    python -m benchmarks.hostile [--list]

Each document of :mod:`tests.hostile` is read in a process of its own. Counted is what it
gave: it was read, it was refused with the reason that is expected, it was told otherwise,
a traceback, a process that ended, or none of these within ten seconds of computing (or a
minute of waiting); and how much memory it took. With ``--list`` every document is printed
with what it gave. Ends with exit code 1 if anything but a reading or the expected refusal
came out, or memory went over a GiB.
"""

import argparse
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from itperception.errors import ItPerceptionError
from tests.hostile import Hostile, documents, read, write

SECONDS, PATIENCE, MOST_MEMORY = 10, 60, 1024
EXPECTED = ("read", "refused")


class Outcome(NamedTuple):
    """What a document gave, seconds of computing, MiB, and what was said."""

    gave: str
    seconds: float
    memory: int
    said: str


def reading(document: Hostile, root: Path) -> tuple[str, str]:
    """Read one document; return what it gave, and what was said."""
    try:
        read(root, document.file)
    except ItPerceptionError as error:
        told = str(error).replace(f"{root}/data/raw/", "")
        expected = document.said is not None and document.said in told
        return "refused" if expected else "told otherwise", told
    except BaseException:
        return "traceback", traceback.format_exc()
    return "read" if document.said is None else "read, though hostile", ""


def outcome(document: Hostile) -> Outcome:
    """Read one document in a process of its own, and measure it."""
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), document)
        said = Path(place, "said")
        child = os.fork()
        if not child:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            signal.alarm(PATIENCE)
            said.write_text("\n".join(reading(document, Path(place))), errors="replace")
            os._exit(0)
        _, status, used = os.wait4(child, 0)
        seconds = used.ru_utime + used.ru_stime
        gave, _, told = said.read_text().partition("\n") if said.exists() else ("", "", "")
        ends = (signal.SIGALRM, signal.SIGPROF)
        late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in ends
        gave = gave or ("a hang" if late else "a process that ended")
        return Outcome(gave, seconds, used.ru_maxrss >> 10, told)


def main() -> None:
    """Read the command line and every document, and say what they gave."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="print every document")
    listed = parser.parse_args().list
    for file in ("new.sav", "tiny/export.csv", "poll.yaml"):  # so that children need not
        outcome_of_harmless(file)
    counts, worst = Counter(), [Outcome("", 0, 0, ""), Outcome("", 0, 0, "")]
    for document in documents():
        found = outcome(document)
        counts[document.file, found.gave] += 1
        worst = [max(worst[0], found, key=lambda o: o.seconds),
                 max(worst[1], found, key=lambda o: o.memory)]  # fmt: skip
        if listed or found.gave not in EXPECTED or found.memory > MOST_MEMORY:
            said = (
                found.said if found.gave == "traceback" else found.said.split("\n")[0][:120]
            )
            print(f"{document.file} | {document.name[:50]!a} | {found.gave} | "
                  f"{found.seconds:.1f} s | {found.memory} MiB | {said}", flush=True)  # fmt: skip
    for (file, gave), number in sorted(counts.items()):
        print(f"{file}: {gave}: {number}")
    print(f"{counts.total()} documents; longest {worst[0].seconds:.1f} s, most memory "
          f"{worst[1].memory} MiB (this process had "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB)")  # fmt: skip
    bad = any(gave not in EXPECTED for _, gave in counts)
    sys.exit(bad or worst[1].memory > MOST_MEMORY)


def outcome_of_harmless(file: str) -> None:
    """Import what a reader needs, once for all documents."""
    from tests.hostile import FILES, spss

    content = FILES.get(file, spss)
    with tempfile.TemporaryDirectory() as place:
        harmless = Hostile(file, "harmless", content, None)
        write(Path(place), harmless)
        read(Path(place), file)


if __name__ == "__main__":
    main()

"""Readers under a fuzzer that is guided by coverage: what no document may do to them.

    pip install atheris
    python -m benchmarks.fuzz [--seconds 60] [--found FOLDER] [READER ...]

Each reader is given mutations of its documents in :mod:`tests.hostile`, in a process of its
own, for so many seconds; what reaches new lines of this package is mutated further. A
document may be read or refused; anything else is printed once for each place it comes from,
and the document is left in FOLDER. A reading of more than ten seconds, more than a GiB and
a process that ends are found as well. Prints executions and minutes of each reader; ends
with exit code 1 if anything was found.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

SECONDS, MOST_MEMORY, LONGEST = 10, 1024, 4096
READERS = ("codebook.yaml", "tiny/wave.yaml", "tiny/export.csv", "print/wave.yaml",
           "print/claims.yaml", "print/figures.csv", "poll.yaml", "poll.csv", "printed", "base",
           "new.csv", "new.sav", "new.xlsx", "new.parquet")  # fmt: skip
WORDS = (" %", " of ", "about ", "more than ", "n: ", "kind: ", "figures: ", "title: ", "null",
         "1e9999", "&a ", "*a", "!!", "---", "<<: ", "{", "}", "[", "]", ": ", "- ", "? ", "|",
         "similar to ", " to ", "(", ")", "½", "²", "inf", "nan", "claim", "mean",
         " on a scale from ")  # fmt: skip


def reading(reader: str, root: Path) -> Callable[[bytes], object]:
    """Return what reads bytes with one reader."""
    from itperception.published.figures.printed import read_base, read_printed
    from tests import hostile

    if reader in ("printed", "base"):
        one = read_printed if reader == "printed" else read_base
        return lambda data: one(data.decode("utf-8", "replace"))
    hostile.write(root, hostile.Hostile(reader, "", b"", None))
    path = root / "data/raw" / reader

    def read(data: bytes) -> object:
        path.write_bytes(data)
        if reader.startswith("new"):
            return drafted(path, root)
        return hostile.read(root, reader)

    return read


def drafted(path: Path, root: Path) -> object:
    """Draft a wave from an export, and read what was drafted."""
    import shutil

    from tests import hostile

    shutil.rmtree(root / "data/raw/drafted", ignore_errors=True)
    return hostile.read(root, path.name)


def seeds(reader: str) -> list[bytes]:
    """Return the documents that are mutated."""
    from tests import hostile

    alike = {"printed": [*hostile.PRINTED], "base": [*hostile.BASES, "52 %", "about 300"]}
    told = [d.content for d in hostile.documents() if d.file == reader]
    told += [hostile.FILES.get(reader, hostile.EXPORT), *alike.get(reader, ())]
    if reader == "new.sav":
        with tempfile.TemporaryDirectory() as place:
            told.append(hostile.spss(Path(place, "a.sav")))
    given = (text.encode() if isinstance(text, str) else text for text in told)
    return [text for text in given if isinstance(text, bytes) and len(text) <= LONGEST]


def fuzz(reader: str, seconds: int, found: Path) -> None:
    """Give one reader documents for so many seconds; this process ends with it."""
    import atheris

    with atheris.instrument_imports(include=["itperception"]):
        from itperception.errors import ItPerceptionError
    place = Path(tempfile.mkdtemp())
    read, known = reading(reader, place / "root"), set()

    def one(data: bytes) -> None:
        try:
            read(data)
        except ItPerceptionError:
            return
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(at.filename).name}:{at.lineno} {type(error).__name__}"
            if where not in known:
                known.add(where)
                name = hashlib.sha256(data).hexdigest()[:12]
                (found / f"traceback-{Path(reader).name}-{name}").write_bytes(data)
                print(f"found {where}: {error}"[:200], flush=True)

    corpus, words = place / "corpus", place / "words"
    corpus.mkdir()
    for number, seed in enumerate(seeds(reader)):
        (corpus / str(number)).write_bytes(seed)
    told = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in told))
    limits = [f"-max_total_time={seconds}", f"-timeout={SECONDS}", f"-max_len={LONGEST}",
              f"-rss_limit_mb={MOST_MEMORY}", f"-dict={words}", "-verbosity=1",
              f"-artifact_prefix={found}/{Path(reader).name}-"]  # fmt: skip
    atheris.Setup([sys.argv[0], *limits, str(corpus)], one)
    atheris.Fuzz()


def main() -> None:
    """Read the command line, and say what each reader did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readers", nargs="*", default=READERS, metavar="READER")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--found", type=Path, default=Path(".cache/fuzz"))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    told.found.mkdir(parents=True, exist_ok=True)
    if told.here:
        fuzz(told.readers[0], told.seconds, told.found)
    runs, spent, bad = 0, 0, 0
    for reader in told.readers:
        command = [sys.executable, "-m", "benchmarks.fuzz", reader, "--here"]
        command += ["--seconds", str(told.seconds), "--found", str(told.found)]
        with tempfile.TemporaryDirectory() as place:
            ended = subprocess.run(command, capture_output=True, text=True, errors="replace",
                                   env={**os.environ, "TMPDIR": place})  # fmt: skip
        done = re.search(r"Done (\d+) runs in (\d+) second", ended.stderr)
        found = [*re.findall("^found .*", ended.stdout, re.M),
                 *re.findall("ERROR: libFuzzer: .*", ended.stderr)]  # fmt: skip
        found += [] if done or found else [f"no run: {ended.stderr[-300:]}"]
        count, took = map(int, done.groups()) if done else (0, 0)
        runs, spent, bad = runs + count, spent + took, bad + len(found)
        print(f"{reader}: {count:,} executions in {took / 60:.1f} minutes", flush=True)
        print("".join(f"  {line}\n" for line in found), end="", flush=True)
    print(f"{runs:,} executions in {spent / 60:.1f} minutes; found: {bad}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()

"""Runs of `make report` killed at random moments: what is broken, does the next one finish.

    python -m benchmarks.kills --times 50

Works on a copy of the repository in a temporary folder, with two small waves and a wave in
print, and with notebooks that end before their first chapter: it is the writing that is
looked at, and a run takes seconds. Each run is ended by SIGKILL, with everything it
started: one half at a moment drawn from the time a whole run takes, the other within a
tenth of a second of a file being written. After each, whatever is in the folder must be
whole: a page ends as a page ends, and what it leads to is there; a tab book opens, data
can be read, a table ends with a line's end. Whenever a run got through, an input is
changed, so that all pages are due again. At the end one run is let through; all it leaves
must be that of a first run in an empty folder, byte for byte, with nothing left lying about.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from tests.conftest import CODEBOOK, EXPORT, WAVE

ROOT = Path(__file__).parents[1]
SMALL, PRINTED = ("small-2024", "small-2026"), "2009-computerwoche"
REPEATED, CELLS = 20, 7
SEED = 2013


def copy_of_repository(folder: Path) -> Path:
    """Copy what the repository holds, but few waves and small ones; return where it is."""
    told = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(told, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        is_data = name.startswith("data/raw/") and PRINTED not in name
        if (ROOT / name).is_file() and not is_data:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    raw = folder / "data/raw"
    shutil.copy2(ROOT / "data/raw/codebook.yaml", raw)
    for name in SMALL:
        write_small(raw / name)
    for path in folder.glob("notebooks/*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(notebook | {"cells": notebook["cells"][:CELLS]}))
    return folder


def write_small(folder: Path) -> None:
    """Write a wave with a codebook of its own and few respondents, each several times."""
    head, *lines = EXPORT.splitlines()
    answers = [line.partition(";")[2] for _ in range(REPEATED) for line in lines]
    numbered = [f"R{number:05d};{line}" for number, line in enumerate(answers, 1)]
    folder.mkdir()
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "export.csv").write_text("\n".join([head, *numbered]) + "\n")
    (folder / "wave.yaml").write_text(WAVE.replace("n: 8", f"n: {len(answers)}"))


def start(root: Path, folder: Path) -> subprocess.Popen:
    """Begin a run in a session of its own, so that all of it can be killed at once."""
    places = {"PYTHONPATH": str(root), "ITPERCEPTION_ROOT": str(root)}
    return subprocess.Popen(
        [sys.executable, "-m", "itperception", "report", "--folder", str(folder)],
        cwd=root, start_new_session=True, env=os.environ | places,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def run_through(root: Path, folder: Path) -> float:
    """Let a run come to its end; return the seconds it took."""
    began = time.monotonic()
    if code := start(root, folder).wait():
        raise SystemExit(f"a run that nobody killed ended with exit code {code}")
    return time.monotonic() - began


def change(root: Path, version: int) -> None:
    """Make every page due: the description of every wave changes by a comment."""
    for told in root.glob("data/raw/*/wave.yaml"):
        kept = told.read_text(encoding="utf-8").split("\n# version ")[0]
        told.write_text(f"{kept}\n# version {version}\n", encoding="utf-8")


def broken(folder: Path) -> list[str]:
    """Name the files a reader would find broken."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [p.name for p in files if p.suffix != ".part" and not is_whole(p)]


def is_whole(path: Path) -> bool:
    """Say whether a file can be read to its end, and leads to nothing that is not there."""
    if path.suffix == ".xlsx":
        try:
            with ZipFile(path) as book:
                return book.testzip() is None
        except BadZipFile:
            return False
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        links = re.findall(r'href="([^":#]+)(?:#[^"]*)?"', text)
        there = all((path.parent / link).exists() for link in links if link != "index.html")
        return text.rstrip().endswith("</html>") and there
    if path.suffix == ".json":
        try:
            return bool(json.loads(text))
        except ValueError:
            return False
    return text.endswith("\n")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its place in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def wait(process: subprocess.Popen, folder: Path, seconds: float, aimed: float) -> bool:
    """Wait some seconds, and for the next write if aimed; return whether it still runs."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    while aimed and process.poll() is None and not any(folder.rglob(".*.part")):
        time.sleep(0.001)
    time.sleep(aimed)
    return process.poll() is None


def kill_at_random(root: Path, folder: Path, times: int, seconds: float) -> list[str]:
    """Kill runs until so many were killed; say after each what is broken."""
    drawn, version, killed, found = random.Random(SEED), 1, 0, []
    least = seconds / 2
    while killed < times:
        aimed = drawn.uniform(0.0001, 0.1) if killed % 2 else 0.0
        began, after = time.monotonic(), drawn.uniform(0, seconds)
        process = start(root, folder)
        if wait(process, folder, after, aimed):
            killed += 1
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            told = f"kill {killed}{', at a write' if aimed else ''}"
        else:
            version += 1
            change(root, version)
            seconds = max(least, min(seconds, time.monotonic() - began))
            told = "came to its end before"
        bad, parts = broken(folder), len([*folder.rglob(".*.part")])
        found += bad
        named = ", ".join(bad) or "none"
        print(f"{after:6.1f} s  {told}; unfinished: {parts}; broken: {named}", flush=True)
    return found


def main() -> None:
    """Read the command line, kill, and say what was found; exit 1 if anything broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50, help="how many kills")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as place:
        root, folder, clean = (Path(place, name) for name in ("copy", "pages", "clean"))
        tempfile.tempdir = os.environ["TMPDIR"] = place
        copy_of_repository(root)
        seconds = run_through(root, folder)
        print(f"a whole run: {seconds:.0f} s, {len(contents(folder))} files", flush=True)
        change(root, 1)
        bad = kill_at_random(root, folder, times, seconds)
        print(f"the next run, let through: {run_through(root, folder):.0f} s")
        run_through(root, clean)
        same = contents(folder) == contents(clean)
    print(f"{times} kills, broken: {len(bad)}; afterwards as a first run: {same}")
    raise SystemExit(bool(bad) or not same)


if __name__ == "__main__":
    main()

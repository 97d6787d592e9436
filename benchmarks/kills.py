"""Reports killed, ended, starved and hurried: what is broken, what is left behind, what goes on.

    python -m benchmarks.kills --times 50

Works on a copy of the repository in a temporary folder, with two small waves and a wave in
print, and with notebooks that end before their first chapter: it is the writing that is
looked at, and a run takes seconds. Each run is ended in one of the ways of `WAYS`: one half at
a moment drawn from the time a whole run takes, the other within a tenth of a second of a
set being written. After each, whatever is in the folder must be whole: a page ends as a
page ends, and what it leads to is there; a tab book opens, data can be read, a table ends
with a line's end, and once a set that was decided is put in place, as the next run does
first, every file is that of its list of sums. No process of the run may be left after a
few seconds, and no temporary folder once another run has begun. Whenever a run got through, an
input is changed, so that all pages are due again. Then come a disk that is full to some
degree, two runs at once, inputs changed under way, and a folder that cannot be written to.
At the end one run is let through; all it leaves must be that of a first run in an empty
folder, byte for byte, with nothing left lying about. Needs Linux; the disks need root.
"""

import argparse
import ctypes
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from itperception.reporting.downloads import SUMS, finish
from tests.conftest import CODEBOOK, EXPORT, WAVE

ROOT = Path(__file__).parents[1]
SMALL, PRINTED = ("small-2024", "small-2026"), "2009-computerwoche"
REPEATED, CELLS = 20, 7
SEED = 2013
SECONDS = 5  # for all that a run has started to end with it
MARK = "ITPERCEPTION_KILLS"  # in the environment of all that a run starts
WAYS = {
    "kill -9, all of it": (signal.SIGKILL, os.killpg), "kill -9": (signal.SIGKILL, os.kill),
    "SIGTERM": (signal.SIGTERM, os.kill), "Ctrl-C": (signal.SIGINT, os.killpg),
    "closed terminal": (signal.SIGHUP, os.killpg),
}  # fmt: skip


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


def start(root: Path, folder: Path, **places: str) -> subprocess.Popen:
    """Begin a run in a session of its own, so that all of it can be killed at once."""
    places |= {"PYTHONPATH": str(root), "ITPERCEPTION_ROOT": str(root), MARK: str(root)}
    return subprocess.Popen(
        [sys.executable, "-m", "itperception", "report", "--folder", str(folder)],
        cwd=root, start_new_session=True, env=os.environ | places,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def living(root: Path) -> list[str]:
    """Return the processes that runs have started and that are still there."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{MARK}={root}".encode() in (place / "environ").read_bytes().split(b"\0"):
                found.append(place.name)
    return found


def left_after(root: Path) -> int:
    """Wait for all that was started to end; return how many processes have not."""
    until = time.monotonic() + SECONDS
    while (found := living(root)) and time.monotonic() < until:
        time.sleep(0.05)
    return len(found)


def temporary(root: Path) -> int:
    """Return how many folders of runs lie in the place for temporary files."""
    return len([path for path in root.parent.glob("itperception-*") if path.is_dir()])


def run_through(root: Path, folder: Path) -> float:
    """Let a run come to its end; return the seconds it took."""
    began = time.monotonic()
    process = start(root, folder)
    told = process.communicate()[1]
    if process.returncode:
        raise SystemExit(
            f"a run that nobody killed ended with {process.returncode}: {told}"
        )
    return time.monotonic() - began


def change(root: Path, version: int) -> None:
    """Make every page due: the description of every wave changes by a comment."""
    for told in root.glob("data/raw/*/wave.yaml"):
        kept = told.read_text(encoding="utf-8").split("\n# version ")[0]
        told.write_text(f"{kept}\n# version {version}\n", encoding="utf-8")


def broken(folder: Path) -> list[str]:
    """Name the files a reader would find broken, and those that are not of their set."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    shown = [
        p for p in files if not any(n.startswith(".") for n in p.relative_to(folder).parts)
    ]
    bad = [p.name for p in shown if not is_whole(p)]
    finish(folder)
    for sums in folder.glob(f"*/{SUMS}"):
        told = ["sha256sum", "--check", "--quiet", SUMS]
        check = subprocess.run(told, cwd=sums.parent, capture_output=True, text=True)
        bad += check.stdout.splitlines()
    return bad


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


def pending(folder: Path) -> list[Path]:
    """Return the sets that are being written, or are decided and not yet in place."""
    return [*folder.rglob(".*.begun"), *folder.rglob(".*.decided")]


def wait(process: subprocess.Popen, folder: Path, seconds: float, aimed: float) -> bool:
    """Wait some seconds, and for the next write if aimed; return whether it still runs."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    while aimed and process.poll() is None and not pending(folder):
        time.sleep(0.001)
    time.sleep(aimed)
    return process.poll() is None


def kill_at_random(root: Path, folder: Path, times: int, seconds: float) -> list[str]:
    """End runs until so many were ended; say after each what is broken or left."""
    drawn, version, killed, found = random.Random(SEED), 1, 0, []
    least, ways = seconds / 2, [*WAYS]
    while killed < times:
        aimed = drawn.uniform(0.0001, 0.1) if killed % 2 else 0.0
        began, after = time.monotonic(), drawn.uniform(0, seconds)
        way = ways[killed // 2 % len(ways)]
        process, processes, swept = start(root, folder), 0, temporary(root)
        if wait(process, folder, after, aimed):
            killed += 1
            swept -= temporary(root) - 1
            number, end = WAYS[way]
            end(process.pid, number)
            process.communicate()
            processes = left_after(root)
            told = f"{killed:3} {way}{', at a write' if aimed else ''}"
        else:
            version += 1
            change(root, version)
            seconds = max(least, min(seconds, time.monotonic() - began))
            told = "    came to its end before"
        half, bad = len(pending(folder)), broken(folder)
        found += [*bad, *["a process"] * processes]
        print(f"{after:6.1f} s  {told:36} pending: {half}; broken: {', '.join(bad) or 'none'}; "
              f"processes left: {processes}; temporary folders left: {temporary(root)}, "
              f"of earlier runs swept: {swept}", flush=True)  # fmt: skip
    return found


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[bool]:
    """Mount a small disk in memory; say whether that could be done."""
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    is_mounted = subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", str(place)], check=True)


def fill_disks(root: Path, free: Sequence[int]) -> list[str]:
    """Leave so many bytes free where pages go, then where temporary files go."""
    found, place = [], root.parent / "disk"
    with small_disk(place, "8m") as is_mounted:
        if not is_mounted:
            print("full disk: not tried, a disk cannot be mounted here")
            return found
        folder, filler = place / "pages", place / "filler"
        run_through(root, folder)
        before = contents(folder)
        for at, some in enumerate(free):
            change(root, 1000 + at)
            filler.write_bytes(bytes(max(0, shutil.disk_usage(place).free - some)))
            told, code = ended(start(root, folder))
            filler.unlink()
            now, hidden = contents(folder), [path.name for path in folder.rglob(".*")]
            old = sum(
                now.get(name) == before[name]
                for name in before
                if ".html" in name and "index" not in name
            )
            print(f"full disk, {some:,} bytes free: exit code {code}, old pages kept: {old}, "
                  f"left: {hidden or 'nothing'}; {told}", flush=True)  # fmt: skip
            found += broken(folder) + ([] if code or not old else ["a full disk unnoticed"])
            before = contents(folder)
        run_through(root, folder)
        found += broken(folder)
        before = contents(folder)
        change(root, 2000)
        filler.write_bytes(bytes(max(0, shutil.disk_usage(place).free - 100_000)))
        told, code = ended(start(root, folder, TMPDIR=str(place)))
        print(f"full temporary disk: exit code {code}; {told}")
        filler.unlink()
        found += [] if contents(folder) == before else ["pages after a full temporary disk"]
    return found


def ended(process: subprocess.Popen) -> tuple[str, int]:
    """Wait for a run; return the first line it said on standard error, and its exit code."""
    told = process.communicate()[1].strip().splitlines()
    return (told or [""])[0], process.returncode


def at_once(root: Path, folder: Path) -> list[str]:
    """Let two runs write to one folder at the same time."""
    change(root, 3000)
    runs = [start(root, folder), start(root, folder)]
    codes = [ended(run)[1] for run in runs]
    bad = broken(folder)
    print(f"two runs at once: exit codes {codes}, broken: {', '.join(bad) or 'none'}")
    return bad + [f"exit code {code}" for code in codes if code]


def changed_under_way(root: Path, folder: Path) -> list[str]:
    """Change the inputs once the notebooks run: no page may be made of either."""
    change(root, 4000)
    before = contents(folder)
    process = start(root, folder)
    while process.poll() is None and not [*root.parent.glob("itperception-run-*/jupyter")]:
        time.sleep(0.01)
    change(root, 4001)
    told, code = ended(process)
    pages = {name: told for name, told in contents(folder).items() if "index" not in name}
    kept = pages == {name: told for name, told in before.items() if "index" not in name}
    print(f"inputs changed under way: exit code {code}, old pages kept: {kept}; {told}")
    return [] if kept and code else ["pages of changed inputs"]


def read_only(root: Path) -> list[str]:
    """Publish to a disk that is read-only, and below a file."""
    found, place = [], root.parent / "disk"
    with small_disk(place, "1m") as is_mounted:
        if is_mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        for folder in ([place] if is_mounted else []) + [root / "README.md/pages"]:
            began = time.monotonic()
            told, code = ended(start(root, folder))
            print(f"cannot be written to: exit code {code} after "
                  f"{time.monotonic() - began:.1f} s; {told}")  # fmt: skip
            found += [] if code else ["a folder that cannot be written to"]
    return found


def main() -> None:
    """Read the command line, kill, and say what was found; exit 1 if anything broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50, help="how many kills")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as place:
        root, folder, clean = (Path(place, name) for name in ("copy", "pages", "clean"))
        # orphans come to this process, not to the first: a kernel must notice that as well
        ctypes.CDLL(None).prctl(36, 1)
        tempfile.tempdir = os.environ["TMPDIR"] = place
        copy_of_repository(root)
        seconds = run_through(root, folder)
        print(f"a whole run: {seconds:.0f} s, {len(contents(folder))} files", flush=True)
        change(root, 1)
        bad = kill_at_random(root, folder, times, seconds)
        print(f"the next run, let through: {run_through(root, folder):.0f} s", flush=True)
        bad += fill_disks(root, (0, 4_096, 50_000, 200_000, 400_000))
        bad += at_once(root, folder) + changed_under_way(root, folder) + read_only(root)
        run_through(root, folder)
        run_through(root, clean)
        same = contents(folder) == contents(clean)
        lying = temporary(root) + len(living(root))
    print(f"{times} ends, broken: {len(bad)}; left lying about: {lying}; "
          f"afterwards as a first run: {same}")  # fmt: skip
    raise SystemExit(bool(bad) or not same or bool(lying))


if __name__ == "__main__":
    main()

"""Runs of `make report` killed at random moments: what is broken, does the next one finish.

    python -m benchmarks.kills --times 50

Works on a copy of the repository in a temporary folder. Each run is ended by SIGKILL, with
everything it started, at a moment drawn from the time a whole run takes. After each, every
page in the folder must be a whole one: it ends as a page ends and carries the
fingerprint of the inputs before or after the last change. Whenever a run got through, an
input is changed, so that all pages are due again. At the end one run is let through; its
pages must be those of a first run in an empty folder, byte for byte, with nothing left
lying about.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
WAVES = ("demo-2026", "2013-ardour", "2009-computerwoche")
SEED = 2013


def copy_of_repository(folder: Path) -> Path:
    """Copy what the repository holds (not what it has made) and return where it is."""
    told = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(told, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def start(root: Path, folder: Path) -> subprocess.Popen:
    """Begin a run in a session of its own, so that all of it can be killed at once."""
    call = [sys.executable, "-m", "itperception", "report", *WAVES, "--folder", str(folder)]
    return subprocess.Popen(
        call, cwd=root, start_new_session=True, env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def run_through(root: Path, folder: Path) -> float:
    """Let a run come to its end; return the seconds it took."""
    began = time.monotonic()
    if code := start(root, folder).wait():
        raise SystemExit(f"a run that nobody killed ended with exit code {code}")
    return time.monotonic() - began


def change(root: Path, version: int) -> None:
    """Make every page due: their codebook changes by a comment."""
    book = root / "data/raw/codebook.yaml"
    kept = book.read_text(encoding="utf-8").split("\n# version ")[0]
    book.write_text(f"{kept}\n# version {version}\n", encoding="utf-8")


def broken(folder: Path) -> list[str]:
    """Name the files a reader would find broken: pages, tab books and data."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name.endswith(".part"):
            continue
        if path.suffix == ".html":
            whole = path.read_bytes().rstrip().endswith(b"</html>")
        elif path.suffix == ".xlsx":
            whole = (
                shutil.which("unzip") is None
                or not subprocess.run(
                    ["unzip", "-tq", path], capture_output=True, check=False
                ).returncode
            )
        else:
            whole = path.read_bytes().endswith(b"\n")
        found += [] if whole else [path.name]
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its place in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def kill_at_random(root: Path, folder: Path, times: int, seconds: float) -> list[str]:
    """Kill runs; say after each what is broken."""
    drawn, version, found = random.Random(SEED), 1, []
    for time_no in range(1, times + 1):
        process, after = start(root, folder), drawn.uniform(0, seconds)
        try:
            process.wait(timeout=after)
            version += 1
            change(root, version)
            told = "came to its end before"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            told = "killed"
        bad = broken(folder)
        found += bad
        print(f"{time_no:3d}  {after:5.1f} s  {told}  broken: {', '.join(bad) or 'none'}")
    return found


def main() -> None:
    """Read the command line, kill, and say what was found; exit 1 if anything broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50, help="how many kills")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as place:
        root, folder, clean = (Path(place, name) for name in ("copy", "pages", "clean"))
        copy_of_repository(root)
        seconds = run_through(root, folder)
        print(f"a whole run of {', '.join(WAVES)}: {seconds:.0f} s")
        change(root, 1)
        bad = kill_at_random(root, folder, times, seconds)
        print(f"the next run, let through: {run_through(root, folder):.0f} s")
        run_through(root, clean)
        same = contents(folder) == contents(clean)
    print(f"{times} kills, broken: {len(bad)}; afterwards as a first run: {same}")
    raise SystemExit(bool(bad) or not same)


if __name__ == "__main__":
    main()

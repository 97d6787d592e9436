"""A report is killed: all that it started ends, what was there stays, the next one tidies up."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from itperception.survey.locks import sweep_runs
from tests.reporting.spreadsheets import make_wave
from tests.reporting.test_workers import is_alive, is_gone

ROOT = Path(__file__).parents[2]
WAITS = (
    "import os, time\n"
    "open(os.environ['TOLD'], 'w').write(f'{os.getpid()} {os.getppid()}')\n"
    "time.sleep(300)"
)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_killed_report_leaves_no_process_no_page_and_no_temporary_folder(tmp_path):
    make_wave(tmp_path / "project")
    (tmp_path / "temporary").mkdir()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/tiny.html").write_text("older", encoding="utf-8")
    book = json.loads((ROOT / "notebooks/wave.ipynb").read_text(encoding="utf-8"))
    book["cells"] = [*book["cells"][:3], book["cells"][1] | {"id": "wait", "source": WAITS}]
    (tmp_path / "project/notebooks").mkdir()
    (tmp_path / "project/notebooks/wave.ipynb").write_text(json.dumps(book), "utf-8")
    told = tmp_path / "told"
    places = {
        "TMPDIR": str(tmp_path / "temporary"),
        "TOLD": str(told),
        "PYTHONPATH": str(ROOT),
        "ITPERCEPTION_ROOT": str(tmp_path / "project"),
    }

    report = subprocess.Popen(
        [sys.executable, "-m", "itperception", "report", "--folder", tmp_path / "reports"],
        cwd=tmp_path / "project", env=os.environ | places, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 240
    while not (told.exists() and " " in told.read_text()) and time.monotonic() < until:
        assert report.poll() is None
        time.sleep(0.1)
    kernel, worker = map(int, told.read_text().split())
    assert worker != report.pid and is_alive(kernel) and is_alive(worker)
    assert [p.suffix for p in sorted((tmp_path / "temporary").iterdir())] == ["", ".lock"]
    report.kill()
    report.wait()

    assert is_gone(worker) and is_gone(kernel)
    assert (tmp_path / "reports/tiny.html").read_text(encoding="utf-8") == "older"
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["tiny.html"]
    assert len(sweep_runs(tmp_path / "temporary")) == 1
    assert [*(tmp_path / "temporary").iterdir()] == []

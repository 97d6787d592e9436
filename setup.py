"""What pyproject.toml cannot say: of data/raw and notebooks/ some go into the package, too.

An installed package then has waves and pages to show without the repository; see
``itperception.survey.waves.SHIPPED``.
"""

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

# Nobody's answers leave with a package: only waves in print, or synthetic ones, of their
# folders only what is read, and only the notebooks that pages are made of.
OPEN = re.compile(r"^(kind: published|synthetic: true)$", re.MULTILINE)
FILES = ("wave.yaml", "codebook.yaml", "labels.yaml", "figures.csv", "claims.yaml",
         "export.csv", "export.sav")  # fmt: skip
PAGES = ("wave", "trend", "reproduction", "comparison")


def shipped() -> list[Path]:
    """Return the files that go into the package, as they lie in the repository."""
    waves = [path.parent for path in Path("data/raw").glob("*/wave.yaml")
             if OPEN.search(path.read_text(encoding="utf-8"))]  # fmt: skip
    found = [wave / name for wave in sorted(waves) for name in FILES]
    found += [Path("notebooks", f"{name}.ipynb") for name in PAGES]
    return [path for path in (*found, Path("data/raw/codebook.yaml")) if path.is_file()]


class WithData(build_py):
    """Build the package with what lies beside it in the repository."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # the repository itself is there
            return
        place = Path(self.build_lib, "itperception/shipped")
        shutil.rmtree(place, ignore_errors=True)
        for path in shipped():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place / path)


class SourceWithData(sdist):
    """A source distribution from which the same package can be built."""

    def make_distribution(self) -> None:
        self.filelist.extend([path.as_posix() for path in shipped()])
        super().make_distribution()


if __name__ == "__main__":
    setup(cmdclass={"build_py": WithData, "sdist": SourceWithData})

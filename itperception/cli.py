"""The command line: check, report, bounds, add-wave.

Each command ends with exit code 0 only when all went well.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from itperception.errors import ItPerceptionError, Problem, WaveError, unknown_name


class _Group(click.Group):
    """A group whose commands print what a user can mend without a traceback."""

    def invoke(self, context):
        try:
            return super().invoke(context)
        except ItPerceptionError as error:
            click.secho("error: ", fg="red", nl=False, err=True)
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="itperception")
def main() -> None:
    """Turn a survey into tables, tests and pages.

    Run it anywhere inside your project's folder: one with data/raw in it. A wave is a folder
    below that; elsewhere there are the waves that come with the package.
    """


@main.command()
@click.argument("waves", nargs=-1, metavar="[WAVE]...")
@click.option("--format", "form", default="text", show_default=True,
              type=click.Choice(["text", "json"]),
              help="Text to read, or one list for programs.")  # fmt: skip
def check(waves: tuple[str, ...], form: str) -> None:
    """Say every problem of a wave's files at once; change nothing.

    Without a name, every wave is checked; a folder elsewhere is told with a slash. Each
    problem is told once, with its rows, column, values and what was expected. Below stand
    who is left out, and what is worth a look: how people answered, and personal data.
    """
    from itperception.survey.waves import wave_names

    root = _project()
    found = [_found(name, root) for name in waves or wave_names(root)]
    if form == "json":
        entries = [{"wave": wave.name, "kind": kind, **problem.told()}
                   for wave in found for kind, problem in wave.told]  # fmt: skip
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
    for wave in found if form == "text" else ():
        click.echo(wave.error or wave.well, err=bool(wave.error))
        for kind, problem in wave.told:
            if kind != "problem":
                click.echo(f"  {problem}")
    sys.exit(int(any(wave.error for wave in found)))


class _Found(NamedTuple):
    """What check has to say of a wave: of what there is if all is well, else the error."""

    name: str
    well: str = ""
    error: str = ""
    told: Sequence[tuple[str, Problem]] = ()


def _found(name: str, root: Path) -> _Found:
    from itperception.reporting.wording.terminal import said
    from itperception.survey.respondents import examine
    from itperception.survey.waves import open_wave

    try:
        folder = open_wave(name, root)
        if folder.description.kind == "published":
            return _Found(name, said("figures", name=name, n=_figures(folder)))
        found = examine(folder)
    except WaveError as error:
        told = [("problem", problem) for problem in error.problems]
        return _Found(name, error=str(error), told=told)
    except ItPerceptionError as error:
        reason = str(error) if name in str(error) else f"{name}: {error}"
        return _Found(name, error=reason, told=[("problem", Problem(name, str(error)))])
    kinds = {"problem": found.problems, "left_out": found.left_out, "remark": found.remarks}
    told = [(kind, problem) for kind, those in kinds.items() for problem in those]
    error = str(WaveError(folder.name, found.problems)) if found.problems else ""
    return _Found(name, said("respondents", name=name, n=len(found.codes)), error, told)


@main.command()
@click.argument("waves", nargs=-1, metavar="[WAVE]...")
@click.option("--force", is_flag=True, help="Run also what has not changed.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1),
              help="How many notebooks run side by side.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", default="",
              help="Of a Dask scheduler, tcp://HOST:8786: its workers run them.")  # fmt: skip
@click.option("--engine", metavar="ADDRESS", default="", envvar="ITPERCEPTION_ENGINE",
              help="Count on Spark: sc://HOST:15002 or spark://HOST:7077.")  # fmt: skip
@click.option("--language", default="en", show_default=True,
              type=click.Choice(["en", "sv", "de", "all"]),
              help="Language of the pages; all of them side by side.")  # fmt: skip
@click.option("--folder", default=None, type=click.Path(file_okay=False, path_type=Path),
              help="Where the pages go; reports/ by default.")  # fmt: skip
def report(waves, force, language, folder, engine, **where) -> None:
    """Run the notebooks and write the pages to reports/.

    Without a name, every wave gets its page, and with it a tab book, CSV files and data.
    What has not changed is skipped. A wave that fails leaves its old page, is named with
    the reason, and does not stop others.
    """
    from itperception.reporting.downloads import refuse_read_only
    from itperception.reporting.plan import places
    from itperception.reporting.snapshot import snapshot
    from itperception.survey.waves import is_shipped

    root, well = _project(), True
    waves = [_named(wave, root) for wave in waves]
    _reach(engine, where["scheduler"])
    home = Path.cwd() if is_shipped(root) else root
    found = places(folder or home / "reports", language)
    for place in found.values():
        refuse_read_only(place)
    with snapshot(root) as copy:
        for spoken, place in found.items():
            side_by_side = tuple(found) if len(found) > 1 else ()
            options = {"language": spoken, "languages": side_by_side}
            well &= _report(copy, waves, place, force=force, where=where, **options)
    sys.exit(int(not well))


def _reach(engine: str, scheduler: str) -> None:
    """See that what is to count and to run notebooks answers, before there is any work."""
    from itperception.counting.spark import reached as engine_reached
    from itperception.reporting.workers import reached
    from itperception.terms.address import ENGINE

    if scheduler:
        reached(scheduler)
    if engine:
        os.environ[ENGINE] = engine_reached(engine)


def _project() -> Path:
    """Return the folder with the waves; say so if they are not the user's."""
    from itperception.survey.waves import NO_PROJECT, is_shipped, project_root

    root = project_root()
    if is_shipped(root):
        click.echo(NO_PROJECT, err=True)
    return root


def _named(wave: str, root: Path) -> str:
    """Return a wave's name; a path is one if it leads to a wave of the project."""
    from itperception.survey.waves import RAW, is_path, open_wave

    if not is_path(wave):
        return wave
    raw = open_wave(wave).raw
    if raw.parent != root / RAW:
        raise ItPerceptionError(
            f"{wave}: pages are made of waves in {root / RAW}; copy the folder there, or look "
            "at it with itperception.load_wave"
        )
    return raw.name


def _report(copy, names, folder, *, force, where, **options) -> bool:
    """Publish in one language; say what became of the pages, and whether all went well."""
    from itperception.reporting.plan import measured_waves, plan
    from itperception.reporting.publish import Outcome, State, publish_all
    from itperception.reporting.site import write_index
    from itperception.reporting.wording.terminal import said
    from itperception.survey.waves import COMPARISON, TREND

    pages = plan(copy.waves, **options)
    known = [*(page.name for page in pages), *copy.broken]
    for name in names:
        if name not in known:
            raise unknown_name("wave", name, known)
    due = [page for page in pages if page.name in (names or known)]
    outcomes = publish_all(due, folder=folder, copy=copy, force=force, **where)
    for name in copy.broken:
        if name in (names or known):
            outcomes.append(Outcome(name, State.FAILED, copy.broken[name]))
            click.echo(str(outcomes[-1]), err=True)
    for page in due:
        if copy.broken and page.name in (TREND, COMPARISON):
            click.echo(
                said("without", name=page.name, names=", ".join(copy.broken)), err=True
            )
    index = write_index(
        pages,
        folder=folder,
        waves=measured_waves(copy.waves),
        broken=copy.broken,
        **options,
    )
    for name in index.strays:
        click.echo(said("stray", name=name), err=True)
    for state in State:
        told = [outcome.name for outcome in outcomes if outcome.state is state]
        if told:
            click.echo(f"{said(state)}: {', '.join(told)}")
    click.echo(said("index", path=_shown(index.path)))
    return not any(outcome.state is State.FAILED for outcome in outcomes)


@main.command()
@click.argument("what")
@click.argument("figures", nargs=-1, metavar="[FIGURE FIGURE]")
@click.option("--least", metavar="N", type=click.IntRange(1),
              help="Assume that every group has at least N people.")  # fmt: skip
@click.option("--similar", metavar="POINTS", type=click.IntRange(0, 100),
              help="Assume that what is called similar is at most POINTS away.")  # fmt: skip
@click.option("--exhaustive", is_flag=True,
              help="Assume that the groups compared are everybody asked.")  # fmt: skip
@click.option("--non-negative", is_flag=True,
              help="Assume that those in one net are not less often in the other.")  # fmt: skip
@click.option("--alpha", default=0.05, show_default=True, help="Level of every test.",
              type=click.FloatRange(0, 1, min_open=True, max_open=True))  # fmt: skip
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path),
              help="Save one line per claim in this file.")  # fmt: skip
def bounds(what, figures, alpha, file, non_negative, **assume) -> None:
    """Say what figures in print prove, and what they leave open.

    WHAT is a wave of published figures, or a press release of your own: a small YAML
    file, or a CSV file with at least the columns id and printed. Words such as "four of
    five" are understood. Every table that fits what is in print is looked at.

    \b
    Without FIGUREs, every claim is judged. Name two figures to compare them instead:
      itperception bounds poll.yaml
      itperception bounds poll.csv satisfied safe --non-negative

    docs/press-release.md goes from a newspaper paragraph to a verdict.
    """  # noqa: D301 (click reads the control character itself)
    from itperception.published.verdicts.verdicts import Verdicts
    from itperception.reporting.bounds_text import tell_study, tell_verdict
    from itperception.workbench.loading import bounds as bound
    from itperception.workbench.loading import printed_study

    if len(figures) not in (0, 2):
        raise click.UsageError(f"name two figures or none, got {len(figures)}")
    assume["overlap"] = "non_negative" if non_negative else None
    assume = {name: v for name, v in assume.items() if v is not None and v is not False}
    study = printed_study(what)
    for name in figures:
        study.figure(name)
    click.echo(tell_study(study, figures))
    found = bound(study, *figures, alpha=alpha, **assume)
    verdicts = Verdicts((found,)) if figures else found
    for number, verdict in enumerate(verdicts, start=1):
        click.echo(f"\n{tell_verdict(verdict, number)}")
    if file:
        verdicts.to_frame().to_csv(file, index=False)
        click.echo(f"\nsaved {_shown(file)}")


@main.command("add-wave")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Label of the wave; by default the file's name.")
@click.option("--encoding", help="Of a text file, such as cp1252, if it cannot be told.")
@click.option("--delimiter", help="Of a text file, such as ';', if it cannot be told.")
@click.option("--sheet", help="Of a spreadsheet that has several.")
@click.option(
    "--tool", help="Of a text file or sheet: how its first rows stand, such as titled."
)
@click.option("--ask", "asks", is_flag=True,
              help="Ask what only you know, one by one; no answer leaves it open.")  # fmt: skip
def add_wave(file: Path, name: str | None, asks: bool, **made) -> None:
    """Make a wave's folder from an export.

    It may be text (csv, tsv), a spreadsheet (xlsx, xls, ods), a file of SPSS, Stata or SAS
    (sav, dta, sas7bdat, xpt) or Parquet, of any survey tool.

    The file is copied; wave.yaml and codebook.yaml say what was decided and why. What only
    you know is OPEN in them, with the question above it: write the answer in its place.
    """
    from itperception.reporting.wording.terminal import said
    from itperception.survey.intake.adding import add_wave, ask

    made = add_wave(file, name=name, **made)
    click.echo(said("made", path=_shown(made.folder)))
    click.echo(made.explain_decisions())
    if asks:
        ask(made, _answered)
    if made.questions:
        click.echo(made.explain_questions())
    for command in ("check", "report"):
        click.echo(said("then", command=f"itperception {command} {made.name}"))


def _answered(asked) -> str:
    """Ask a question at the terminal until the answer is one, or is left out."""
    click.echo(f"\n{asked.path.name}, {asked.key}\n{asked.question}")
    while True:
        told = click.prompt(" | ".join(asked.candidates), default="", show_default=False)
        if not told or not asked.candidates or told in asked.candidates:
            return told
        click.echo(f"{told!r} is none of these; leave it empty to answer later")


@main.command("clean-notebooks", hidden=True)
@click.argument("notebooks", nargs=-1, type=click.Path(exists=True, path_type=Path))
def clean_notebooks(notebooks: tuple[Path, ...]) -> None:
    """Take out of notebooks what differs from run to run (for pre-commit)."""
    from itperception.reporting.notebook import clean

    changed = [path for path in notebooks if clean(path)]
    for path in changed:
        click.echo(f"cleaned {path}")
    sys.exit(int(bool(changed)))


def _figures(folder) -> int:
    from itperception.published.figures.release import read_study

    return len(read_study(folder.raw).figures)


def _shown(path: Path) -> str:
    """Name a path as seen from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)

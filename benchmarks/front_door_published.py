"""What was published of surveys whose exports lie in a folder, as ``front_door_figures`` reads it.

No figure stands here: a ``Said`` is a pattern whose groups are the figures, and the cell
that each has to be; a ``Printed`` is a table, and the items of its questions.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell of the package's tables, of a group ``item=answer`` or of all.

    ``what`` is a ``share`` in %, how many people in it (``count``), of how many (``base``),
    that these are fewer than printed (``blank``), or the half-width in % of the 95 %
    interval of a share of 50 % of them (``margin``).
    """

    item: str
    answers: str = ""
    group: str = ""
    what: str = "share"
    weighted: bool = True

    def __str__(self) -> str:
        return " ".join(part for part in (self.item, self.answers, self.group) if part)


class Said(NamedTuple):
    """A sentence with figures, as a pattern; the cell that each is, and why if it is not."""

    pattern: str
    cells: tuple[Cell, ...]
    why: str = ""


class Printed(NamedTuple):
    """A published table: its file, and the items of its questions in their order.

    A first row has the groups, which are answers to the items ``by``. A question is the
    first cell of a row, its answers follow in the second; an item also stands for the
    columns ``item_1``, … of its options. ``blank`` is the pattern of the sentence that says
    of fewer than how many people a figure is left out.
    """

    file: str
    items: str
    by: str
    blank: str


@dataclass(frozen=True)
class Survey:
    """An export, the answers to what is asked of it, and what was published of it.

    ``answers`` are by the end of a question's key. ``edits`` are texts of the codebook, and
    those that take their place.
    """

    export: str
    said: tuple[Said, ...]
    answers: tuple[tuple[str, str], ...] = ()
    edits: tuple[tuple[str, str], ...] = ()
    printed: Printed | None = None


def _each(item: str, *answers: str, **told) -> tuple[Cell, ...]:
    return tuple(Cell(item, answer, **told) for answer in answers)


COMMA, DATA = "in_your_opinion_which_sentence_i", "how_would_you_write_the_followin"
RECLINES, RUDE = "do_you_ever_recline_your_seat_wh", "is_itrude_to_recline_your_seat_o"
FLOWN = "every_day+a_few_times_per_week+a_few_times_per_month+once_a_month_or_less+" \
        "once_a_year_or_less"  # fmt: skip
VOTERS = ("always", "sporadic", "rarely_never")
SURVEYS = {
    "comma-survey": Survey(
        "comma-survey.csv",
        (
            Said(r"Published: (\d+) % pro, (\d+) % contra",
                 _each(COMMA, "it_s_important_for_a_person_to_b_2",
                       "it_s_important_for_a_person_to_b")),
            Said(r'"data is" (\d+) % vs (\d+) %',
                 _each(DATA, "some_experts_say_it_s_important_2",
                       "some_experts_say_it_s_important")),
            Said(r"respondents ([\d,]+)", (Cell(COMMA, what="base"),)),
        ),
    ),
    "flying-etiquette": Survey(
        "flying-etiquette.csv",
        (
            Said(r'(\d+) answered "recline"', (Cell(RECLINES, what="base"),)),
            Said(r"always (\d+), usually (\d+), half the time (\d+), once in a while (\d+), "
                 r"never (\d+)",
                 _each(RECLINES, "always", "usually", "about_half_the_time",
                       "once_in_a_while", "never")),
            Said(r"(\d+) % very or somewhat rude to recline \((\d+) answers",
                 (Cell(RUDE, "yes_very_rude+yes_somewhat_rude"), Cell(RUDE, what="base"))),
            Said(r"(\d+) % would not eliminate",
                 (Cell("given_the_opportunity_would_you", "no"),)),
            Said(r"(\d+) % should not recline",
                 (Cell("under_normal_circumstances_does",
                       "yes_they_should_not_recline_thei"),)),
            Said(r"(\d+) had flown",
                 (Cell("how_often_do_you_travel_by_plane", FLOWN, what="count"),)),
        ),
    ),
    "masculinity-survey": Survey(
        "raw-responses.csv",
        (
            Said(r"a survey of ([\d,]+) adult men", (Cell("q0001", what="base"),)),
            Said(r"plus or minus ([\d.]+) percentage", (Cell("q0001", what="margin"),),
                 "printed as of so many equal weights; ours has the effective base"),
        ),
        printed=Printed(
            "masculinity-survey.csv",
            "q0001 q0002 q0004 q0005 q0007_0001 q0007_0002 q0007_0003 q0007_0004 q0007_0005 "
            "q0007_0006 q0007_0007 q0007_0008 q0007_0009 q0007_0010 q0007_0011 q0008 q0009 "
            "q0010 q0011 q0012 q0013 q0014 q0015 q0017 q0018 q0019 q0020 q0021 q0022 q0024 "
            "q0025 q0026 q0028 q0029 age3",
            "age3 race2 kids orientation",
            r"less than ([\d,]+) respondents have been left blank",
        ),
    ),
    "nonvoters-2020": Survey(
        "nonvoters_data.csv",
        (
            Said(r"groups (\d+) % / (\d+) % / (\d+) % \(UNWEIGHTED",
                 _each("voter_category", *VOTERS, weighted=False)),
            Said(r"WEIGHTED\): (\d+) % always / (\d+) % sporadic / (\d+) % rarely-never",
                 tuple(Cell("q4_1", "v_1+v_2", f"voter_category={who}") for who in VOTERS)),
            Said(r"Q29, asked of ([\d,]+)", (Cell("q29.q29_1", what="base"),)),
            Said(r"\(Q29_3\) (\d+) %", (Cell("q29.q29_3", "selected"),)),
            Said(r"\(Q29_1\) (\d+) %", (Cell("q29.q29_1", "selected"),)),
        ),
        # Whether Q14 and Q22 are ranked decides no figure here.
        answers=(("[minus_1].kind", "refused"), ("[q14_scale].ordered", "true"),
                 ("[q22_scale].ordered", "false")),
    ),
}  # fmt: skip

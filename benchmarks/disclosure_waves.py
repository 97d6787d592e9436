"""Waves drawn at random: banners that overlap, are nested, or nearly so."""

import numpy as np

from itperception.counting.atoms import Atoms
from itperception.terms.category import NO_ANSWER, Category
from itperception.terms.dimension import Dimension

KINDS = ("overlapping", "nested", "noisy", "split", "joint", "three")


def draw(rng: np.random.Generator, kind: str) -> Atoms:
    """Return the respondents of a wave: a first banner, uneven, and others that hang on it."""
    n, width = int(rng.integers(100, 400)), int(rng.integers(3, 6))
    first = rng.choice(width, n, p=rng.dirichlet(np.full(width, 1.2)))
    coarse = rng.integers(0, 3, width)
    other = rng.integers(0, 3, n) if kind == "overlapping" else coarse[first]
    if kind == "noisy":
        other = np.where(rng.random(n) < 0.02, rng.integers(0, 3, n), other)
    if kind == "split":
        moved = (first == width - 1) & (rng.random(n) < 0.15)
        other = np.where(moved, (other + 1) % 3, other)
    if kind == "joint":
        other = first * 2 + (rng.random(n) < 0.3)
    banners = [first, other]
    if kind == "three":
        flipped = rng.random(n) < 0.03
        banners.append(np.where(flipped, rng.integers(0, 2, n), (first + other) % 2))
    codes = [np.unique(codes, return_inverse=True)[1] for codes in banners]
    empty = [rng.random(n) < rng.choice([0, 0.02, 0.04]) for _ in codes]
    return atoms_of([np.where(e, c.max() + 1, c) for c, e in zip(codes, empty, strict=True)],
                    [c.max() + 1 for c in codes])  # fmt: skip


def atoms_of(codes, widths, asked=None, conditions=()) -> Atoms:
    """Count respondents given by their codes; the code after the last column is no answer.

    Parameters
    ----------
    codes : sequence of array_like of int
        By banner, a code for each respondent; -1 for who was not asked.
    widths : sequence of int
        Columns of each banner.
    asked : dict of str to array_like of bool, optional
        By item, who was asked it; by default an item q, asked of all.
    """
    named = [dimension(f"b{k}", width) for k, width in enumerate(widths)]
    n = len(codes[0])
    asked = {"q": np.ones(n, bool)} if asked is None else asked
    lines = np.column_stack([*codes, *asked.values()])
    found, people = np.unique(lines, axis=0, return_counts=True)
    inside = dict(zip(asked, found[:, len(codes) :].T.astype(bool), strict=True))
    return Atoms(tuple(named), found[:, : len(codes)].T, inside, people)


def dimension(name: str, answers: int, **more) -> Dimension:
    """Return an item whose answers are called after it."""
    categories = tuple(
        Category.model_construct(
            id=f"{name}_{k}", label={"en": f"{name} {k}"}, kind="answer"
        )
        for k in range(answers)
    )
    return Dimension(
        name, {"en": name}, {"en": name}, (*categories, NO_ANSWER), False, **more
    )


def column(*sizes: int) -> np.ndarray:
    """Return the codes of a banner with columns of these sizes, one after the other."""
    return np.repeat(np.arange(len(sizes)), sizes)


def shown_rows(protection, item: str) -> np.ndarray:
    """Return everybody who was asked an item, and the columns its tables show."""
    atoms, inside = protection.atoms, protection.asked[item]
    rows = [members & inside for k, banner in enumerate(atoms.banners)
            for name, members in atoms.columns(k).items()
            if (banner.id, name) in protection.shown[item]]  # fmt: skip
    return np.array([inside, *rows], int)


def stated(atoms: Atoms) -> np.ndarray:
    """Return who answered the question of every banner, or was not asked it."""
    silent = [atoms.unstated(k) for k in range(len(atoms.banners))]
    return ~np.any(silent, axis=0)

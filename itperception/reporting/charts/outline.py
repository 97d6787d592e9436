"""The outline of a shape as SVG writes it, as short as it can be.

Points lie on a grid of a tenth of a CSS pixel and are told as steps from the one before,
so that rounding never adds up; a circle is two arcs instead of eight curves.
"""

import re
from collections.abc import Iterator

import numpy as np
from matplotlib.path import Path


def outline(path: Path, transform, *, simplify: bool | None = None) -> str:
    """Return a path as SVG writes it, in steps of a tenth of a pixel.

    Parameters
    ----------
    path : matplotlib.path.Path
        With straight lines and curves.
    transform : matplotlib.transforms.Transform
        To CSS pixels, y downward.
    simplify : bool, optional
        Whether points that change nothing are left out; by default the path says.

    Examples
    --------
    >>> from matplotlib.transforms import Affine2D
    >>> outline(Path.unit_rectangle(), Affine2D().scale(20, 0.52))
    'M0,0h20v.5h-20z'
    """
    if path.codes is not None and np.count_nonzero(path.codes == Path.CURVE4) == 24:
        return _circle(transform.transform(path.vertices[path.codes == Path.CURVE4]))
    return "".join(_steps(path, transform, simplify))


def _steps(path: Path, transform, simplify: bool | None) -> Iterator[str]:
    here = begun = np.zeros(2, int)
    for points, code in path.iter_segments(transform, simplify=simplify):
        if code == Path.CLOSEPOLY:
            here = begun
            yield "z"
            continue
        ends = np.rint(10 * points.reshape(-1, 2)).astype(int)
        if code == Path.MOVETO:
            begun = ends[0]
            yield f"M{_pairs(begun)}"
        elif code != Path.LINETO:
            yield f"{'q' if code == Path.CURVE3 else 'c'}{_pairs(ends - here)}"
        else:
            yield _line(*(ends[0] - here))
        here = ends[-1]


def _line(x: int, y: int) -> str:
    """Write a straight step; one that is too short to be seen is left out."""
    if y == 0:
        return f"h{_tenths(x)}" if x else ""
    return f"v{_tenths(y)}" if x == 0 else f"l{_pairs(np.array([x, y]))}"


def _circle(points: np.ndarray) -> str:
    """Write a circle, given the points of its eight curves, as two arcs."""
    low, high = points[2::3].min(axis=0), points[2::3].max(axis=0)
    across = int(np.rint(10 * (high - low)[0]))
    start = np.rint(10 * np.array([low[0], (low[1] + high[1]) / 2])).astype(int)
    arc = f"a{_tenths(across // 2)},{_tenths(across // 2)},0,1,0,"
    back = f"{arc}{_tenths(-across)},0z".replace(",-", "-")
    return f"M{_pairs(start)}{arc}{_tenths(across)},0{back}"


def _pairs(tenths: np.ndarray) -> str:
    """Write numbers one after the other; a minus needs no comma before it."""
    return ",".join(_tenths(part) for part in tenths.ravel()).replace(",-", "-")


def _tenths(value: int) -> str:
    return number(value / 10)


def number(value: float) -> str:
    """Write a number with one decimal at most.

    Examples
    --------
    >>> number(0.52), number(-0.04), number(780)
    ('.5', '0', '780')
    """
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else re.sub(r"^(-?)0\.", r"\1.", told)

"""Where the design of a sample is not gone by, the result says so."""

from collections.abc import Callable
from functools import wraps

from itperception.inference.results import mark


def tells_clusters(words: str) -> Callable:
    """Make a method say that it does not go by the clusters its respondents are drawn in.

    Parameters
    ----------
    words : str
        `AS_PEOPLE`, or `BY_BASES` where effective bases stand for the design.
    """

    def saying(method: Callable) -> Callable:
        @wraps(method)
        def told(self, *args, **options):
            found = method(self, *args, **options)
            return mark(found, words) if self.is_clustered else found

        return told

    return saying

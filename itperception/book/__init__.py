"""The book of a wave: every number that its page and its files only write."""

from itperception.book.table import BookTable, Heading, tabulate

__all__ = ["BookTable", "Heading", "tabulate"]

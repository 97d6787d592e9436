"""Answers by groups: tests of independence, of two by two, of ranks, and within strata."""

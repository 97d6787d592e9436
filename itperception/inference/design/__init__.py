"""Weights, strata and clusters: tests from the cube of a sample, and of sets of options."""

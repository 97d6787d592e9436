"""Synthetic respondents that agree with everything in print about a study."""

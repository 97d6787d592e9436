"""Intake: from an export to a wave's documents; what is safe is decided, the rest is asked.

Every decision is a small function that returns a value with its reason in words. What only
a person can know stands in the documents as an open question
(:mod:`itperception.survey.open_questions`); nothing is guessed.
"""

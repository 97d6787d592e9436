"""The range of a statistic over every table that fits, and why its ends are the ends."""

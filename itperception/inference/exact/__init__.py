"""The exact distribution of a table given its margins, with limits of the p-value."""

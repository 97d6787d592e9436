"""Two answers of the same people: their gap, in groups and between them."""

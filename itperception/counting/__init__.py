"""How many? Respondents are counted here; only sums leave."""

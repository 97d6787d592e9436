"""A claim of sameness, tested as sameness."""

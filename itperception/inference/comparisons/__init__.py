"""Which columns differ: pairs, letters, rule profiles, and several tests at once."""

"""A claim under every choice that one might defend."""

"""How big: effect sizes and measures of association, each with its interval."""

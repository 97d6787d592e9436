"""Models of answers, with predictors or without, and how far items measure one thing."""

"""Don't know: in the base, out of it, or bounded."""

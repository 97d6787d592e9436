"""Wave against wave: change, and the overlap that nobody knows."""

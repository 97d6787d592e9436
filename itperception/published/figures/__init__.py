"""What stands in print, read as it was printed."""

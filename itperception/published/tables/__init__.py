"""Every table of whole people that fits what is in print."""

"""What could have been seen, and how many respondents the next wave needs."""

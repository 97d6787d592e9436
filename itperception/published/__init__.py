"""What printed percentages allow, and what they prove."""

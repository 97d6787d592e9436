"""What was asked, who answered, and what each answer counts as."""

"""What the figures in print say of each claim drawn from them."""

"""Ways of coming down, one a file: what is uncertain about it, and the prior of each quantity with its source."""

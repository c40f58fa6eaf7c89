"""Ways of coming down, one a file: what is uncertain about each, and the priors with their sources."""

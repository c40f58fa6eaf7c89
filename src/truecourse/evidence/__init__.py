"""Which cause explains what was seen: causes, likelihood, sampling, explanation."""

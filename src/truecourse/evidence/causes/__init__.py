"""One cause, one file: what it claims, its prior and source, its parameters, and the orders they become."""

"""Which claims survive: claims against each other, against physics, and against a reconstruction."""

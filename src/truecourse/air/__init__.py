"""The medium: standard atmosphere, airspeeds, wind."""

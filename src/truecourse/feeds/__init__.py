"""The world comes in: flight plans, cases, tracks, winds. Foreign units and files stop here."""

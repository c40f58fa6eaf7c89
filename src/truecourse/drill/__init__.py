"""Drill: flights, radars and crews made up to try the watch on, by a flight model that shares no code."""

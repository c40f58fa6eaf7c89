"""How a flight moves: modes, turns, climbs, inertial units; one `step`, folded by `fly`."""

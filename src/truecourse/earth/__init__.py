"""The ground: units, angles, geodesics on WGS 84, magnetic variation, regions. It knows nobody."""

"""The ellipsoid everything stands on: WGS 84 (NGA.STND.0036, table 3.1)."""

SEMI_MAJOR = 6378137.0  # m, defined
FLATTENING = 1.0 / 298.257223563  # defined
SEMI_MINOR = SEMI_MAJOR * (1.0 - FLATTENING)  # m
ECCENTRICITY_SQUARED = FLATTENING * (2.0 - FLATTENING)
AREA = (
    510065621724088.44  # m², whole surface; Karney 2013 ("Algorithms for geodesics"), 4 π c² with his eq. 60
)

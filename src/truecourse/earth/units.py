"""Foreign units in SI: multiply to come in, divide to go out. The only place where they are written."""

from math import pi

RAD_PER_DEG = pi / 180.0
METRES_PER_NM = 1852.0  # exact, First International Extraordinary Hydrographic Conference, 1929
METRES_PER_FOOT = 0.3048  # exact, international foot, 1959
METRES_PER_STATUTE_MILE = 1609.344  # exact, 5280 international feet
METRES_PER_KM = 1000.0
SQUARE_METRES_PER_SQUARE_NM = METRES_PER_NM**2
SECONDS_PER_MINUTE = 60.0
SECONDS_PER_HOUR = 3600.0
SECONDS_PER_DAY = 86400.0
MPS_PER_KNOT = METRES_PER_NM / SECONDS_PER_HOUR
MPS_PER_KMH = METRES_PER_KM / SECONDS_PER_HOUR
MPS_PER_FOOT_PER_MINUTE = METRES_PER_FOOT / SECONDS_PER_MINUTE
KG_PER_POUND = 0.45359237  # exact, international yard and pound agreement, 1959
PASCALS_PER_HECTOPASCAL = 100.0
PASCALS_PER_INCH_OF_MERCURY = 3386.389  # conventional, at 0 °C
KELVIN_AT_ZERO_CELSIUS = 273.15  # exact

"""Problems whose log evidence is known: whitened likelihoods, and the exact answers."""

from math import erf

import numpy as np

# Annual flow of the Nile at Aswan, 1871 to 1970, 1e8 m3 (Cobb 1978; table of Durbin and Koopman 2001).
NILE = np.fromstring(
    """1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958 1140
    1100 1210 1150 1250 1260 1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050 969
    831 726 456 824 702 1120 1100 832 764 821 768 845 864 862 698 845 744 796 1040 759
    781 865 845 944 984 897 822 1010 771 676 649 846 812 742 801 1040 860 874 848 890
    744 749 838 1050 918 986 797 923 975 815 1020 906 901 1170 912 746 919 718 714 740""",
    sep=" ",
)
NILE_ERROR, NILE_STEP, NILE_START = 15099.0, 1469.1, 1e7


def uniform(z):
    """Phi(z), by the error function of the standard library on a fine table (error under 1e-9)."""
    return np.interp(z, _GRID, _PHI)


_GRID = np.linspace(-9.0, 9.0, 200_001)
_PHI = 0.5 * (1.0 + np.array([erf(x) for x in _GRID / np.sqrt(2.0)]))


def shells(z):
    x = -6.0 + 12.0 * uniform(z)
    sides = []
    for centre in (-3.5, 3.5):
        moved = x.copy()
        moved[:, 0] -= centre
        radius = np.sqrt(np.sum(moved**2, axis=1))
        sides.append(-((radius - 2.0) ** 2) / (2 * 0.1**2) - 0.5 * np.log(2 * np.pi * 0.1**2))
    return np.logaddexp(*sides)[:, None]


def eggbox(z):
    x = 10.0 * np.pi * uniform(z)
    return ((2.0 + np.cos(x[:, 0] / 2) * np.cos(x[:, 1] / 2)) ** 5)[:, None]


def nile(z):
    """Local level model: the 100 levels integrated by the sampler itself."""
    scale = np.sqrt(np.r_[NILE_START, np.full(99, NILE_STEP)])
    level = np.cumsum(z * scale, axis=1)
    return -0.5 * np.log(2 * np.pi * NILE_ERROR) - (NILE - level) ** 2 / (2 * NILE_ERROR)


def nile_by_kalman(flows):
    mean, variance, total = 0.0, NILE_START, 0.0
    for flow in flows:
        spread = variance + NILE_ERROR
        total -= 0.5 * (np.log(2 * np.pi * spread) + (flow - mean) ** 2 / spread)
        gain = variance / spread
        mean, variance = mean + gain * (flow - mean), variance * (1 - gain) + NILE_STEP
    return total


class LinearGaussian:
    """J observations y = A z + e, e ~ N(0, I): every evidence is a Gaussian density."""

    def __init__(self, dimension, observations, signal, seed):
        rng = np.random.default_rng(seed)
        weak = rng.choice([0.1, 1.0], (1, dimension), p=[0.6, 0.4])
        a = rng.standard_normal((observations, dimension)) * weak
        self.a = a * np.sqrt(signal / np.sum(a * a, axis=1, keepdims=True))
        self.y = self.a @ rng.standard_normal(dimension) + rng.standard_normal(observations)

    def __call__(self, z):
        return -0.5 * np.log(2 * np.pi) - 0.5 * (self.y - z @ self.a.T) ** 2

    def exact(self, chosen):
        a, y = self.a[chosen], self.y[chosen]
        covariance = a @ a.T + np.eye(len(y))
        misfit = y @ np.linalg.solve(covariance, y)
        return -0.5 * (len(y) * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1] + misfit)

    def posterior(self, chosen):
        precision = np.eye(self.a.shape[1]) + self.a[chosen].T @ self.a[chosen]
        return np.linalg.solve(precision, self.a[chosen].T @ self.y[chosen]), np.linalg.inv(precision)

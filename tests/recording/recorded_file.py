"""A recording in memory written as Parquet, for tests of what is done with one."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from truecourse.feeds.recording_parquet import Column, recording_writer
from truecourse.flight.recording import Series


def write(path: Path, series: Iterable[Series]) -> Path:
    """The series in a file that every command reads."""
    rows = list(series)
    about = {
        "source": "made-up", "sha256": "ab" * 32, "problems": [],
        "parameters": [
            {"name": s.name, "unit": s.unit, "kind": "discrete" if s.text else "linear"} for s in rows
        ],
    }  # fmt: skip
    with recording_writer(path, about) as writer:
        for s in rows:
            names = tuple(sorted(set(s.text)))
            code = np.array([names.index(x) for x in s.text] or [-1] * len(s.t), np.int32)
            writer.write(Column(s.name, s.t, s.value, s.valid, code, names))
    return path


def series(name: str, unit: str, t: np.ndarray, value: np.ndarray) -> Series:
    """Samples that are all valid."""
    return Series(name, unit, np.asarray(t, float), np.asarray(value, float), np.ones(len(t), bool))


def airliner(span: float = 7200.0) -> list[Series]:
    """A climb to FL310 by 1500 s, level on magnetic 245, a descent from 6000 s; aloft 60 s to 7080 s."""
    t = np.arange(0.0, span, 1.0)
    altitude = np.interp(t, [0, 60, 1500, 6000, span - 120, span], [100, 100, 31000, 31000, 100, 100])
    cas = np.interp(t, [0, 20, 60, 300, 6300, span - 120, span], [0, 0, 150, 290, 280, 140, 0])
    ground = (t < 60) | (t > span - 120)
    heading = np.where(t < 180, 320.0, np.maximum(245.0, 320.0 - (t - 180.0))) + 0.35 * np.sin(t / 40.0)
    roll = np.where((t > 180) & (t < 255), -22.0, 0.0)
    climb = np.gradient(altitude) * 60.0
    key = sum(((t >= a) & (t < a + b)).astype(float) for a, b in KEYED)
    autopilot = (t > 120) & (t < 6900)
    found = {
        "ALT_STD": ("ft", np.round(altitude / 4) * 4), "IAS": ("kt", np.round(cas * 8) / 8),
        "HEAD": ("deg", np.round(heading / 0.352) * 0.352), "ROLL": ("deg", roll), "IVV": ("ft/min", climb),
        "AIR_GROUND": ("", ground.astype(float)), "AP_EGD1": ("", autopilot.astype(float)), "VHF1": ("", key),
    }  # fmt: skip
    return [series(name, unit, t, value) for name, (unit, value) in found.items()]


KEYED = (
    (300, 4),
    (319, 3),
    (740, 6),
    (1320, 5),
    (1991, 3),
    (2003, 7),
    (3333, 4),
    (4100, 5),
    (5205, 3),
    (6050, 6),
)

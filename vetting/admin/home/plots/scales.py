"""Where a number lies on a plot, into which step it falls, and where an axis may be marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10, sqrt

STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """From numbers (`low` to `high`) to places on the plot (`start` to `end`), evenly."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, number: float) -> float:
        if self.high == self.low:
            return self.start
        share = (number - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)


def step_of(number: float, width: int, highest: int) -> int:
    """The lower end of the step that a number falls into; the last one holds its upper end too."""
    return min(floor(number / width) * width, highest - width)


def top_of(numbers: Iterable[int], marks: int = 4) -> int:
    """The end of an axis that holds all of these and is marked at round numbers."""
    most = max(numbers, default=0)
    return max(1, ceil(most / stride(most, marks)) * stride(most, marks))


def stride(most: int, marks: int = 4) -> int:
    """The least of 1, 2, 5, 10, 20, 50 and so on that needs at most so many marks."""
    if most <= marks:
        return 1
    power = 10 ** floor(log10(most / marks))
    return next(int(step * power) for step in STEPS if step * power * marks >= most)


def ticks(most: int, marks: int = 4) -> list[int]:
    """The marks of an axis from 0 to `top_of`."""
    return list(range(0, top_of([most], marks) + 1, stride(most, marks)))


def size_of(count: int, most: int, least_size: float, full_size: float) -> float:
    """How big a mark is: its area grows with the count, and the smallest can still be seen."""
    if count <= 0:
        return 0.0
    return round(least_size + (full_size - least_size) * sqrt(count / max(most, 1)), 2)

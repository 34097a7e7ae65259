"""A monotonic clock that a test sets."""


class Now:
    value = 0.0

    def __call__(self) -> float:
        return self.value

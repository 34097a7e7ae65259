"""The wire: replies and an edit over TLS, product and floor in turn, each time in a fresh process."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pybase64

from tests.benchmarks.report import Row
from tests.benchmarks.stage import HISTORY, HISTORY_PICTURE, PICTURES, SIGNATURE, Stage, stage

ROUNDS = 7
EDIT = HISTORY * (HISTORY_PICTURE + SIGNATURE)
Measured = dict[str, list[float]]


def run() -> Iterator[Row]:
    """The rows, each as soon as it is known."""
    with tempfile.TemporaryDirectory(prefix="plantain-bench-") as folder, stage(Path(folder)) as prepared:
        yield from _alone(prepared, "1k", "reply with a 1K picture", times=12, size=PICTURES["1k"], cpu=2.0)
        yield from _alone(prepared, "4k", "reply with a 4K picture", times=3, size=PICTURES["4k"], cpu=1.3, memory=0.25)
        yield from _alone(prepared, "edit", "edit, 8 pictures before", times=4, size=EDIT, cpu=1.5, memory=0.2)
        late = [prepared.run("tests.benchmarks.product", "4k", "1", "16")["lateness"] * 1e3 for _ in range(ROUNDS)]
        yield Row("16 x 4K at once: lateness p99", "ms", late, target=50)


def _alone(
    prepared: Stage, model: str, name: str, *, times: int, size: int, cpu: float, memory: float | None = None
) -> Iterator[Row]:
    product, floor = _rounds(prepared, model, times)
    yield Row(f"{name}: CPU", "ms", _times(product["cpu"], 1e3), _times(floor["cpu"], 1e3), cpu, of_floor=True)
    yield Row(f"{'':<{len(name)}}  stall", "ms", _times(product["stall"], 1e3), _times(floor["stall"], 1e3), 10)
    yield Row(
        f"{'':<{len(name)}}  memory",
        "x its size",
        _times(product["memory"], 1 / size),
        _times(floor["memory"], 1 / size),
        memory,
    )


def _rounds(prepared: Stage, model: str, times: int) -> tuple[Measured, Measured]:
    """Every measure of product and floor, a value a round; whoever is first changes from round to round."""
    expected = _digest(prepared.folder / f"{model}.json")
    measured: dict[str, Measured] = {"product": {}, "floor": {}}
    for number in range(ROUNDS):
        for who in sorted(measured, reverse=bool(number % 2)):
            result = prepared.run(f"tests.benchmarks.{who}", model, str(times))
            if result.pop("digest") != expected:
                raise RuntimeError(f"{who} did not keep the picture as it was sent")
            for key, value in result.items():
                measured[who].setdefault(key, []).append(value)
    return measured["product"], measured["floor"]


def _digest(reply: Path) -> str:
    """SHA-256 of the picture in a prepared reply; of nothing if there is none."""
    body = json.loads(reply.read_bytes())
    parts = body["candidates"][0]["content"]["parts"] if isinstance(body, dict) else []
    data = "".join(part["inlineData"]["data"] for part in parts if "inlineData" in part)
    return hashlib.sha256(pybase64.b64decode(data)).hexdigest()


def _times(values: list[float], factor: float) -> list[float]:
    return [value * factor for value in values]

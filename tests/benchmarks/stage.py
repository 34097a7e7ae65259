"""What the benchmarks of the wire work on: pictures, a certificate, bodies, and a provider in a process of its own."""

import base64
import datetime as dt
import hashlib
import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ROOT = Path(__file__).parent.parent.parent
PICTURES = {"1k": 1_710_000, "4k": 22_800_000}
"""Bytes of a picture of the model, as PNG, by its size."""
HISTORY = 8
HISTORY_PICTURE = 1_860_000
SIGNATURE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Stage:
    """`files` of the stage lie in *folder*; its provider listens on *port* with TLS."""

    folder: Path
    port: int

    def run(self, module: str, *arguments: str) -> dict[str, Any]:
        """What a fresh process of a worker module measured."""
        worker = subprocess.run(  # noqa: S603  # our own modules
            [sys.executable, "-m", module, str(self.folder), str(self.port), *arguments],
            check=True,
            stdout=subprocess.PIPE,
            env=_environment(self.folder),
            cwd=ROOT,
        )
        return dict(json.loads(worker.stdout))


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """A stage in an empty *folder*, which its owner deletes."""
    _certificate(folder)
    for name, size in PICTURES.items():
        (folder / f"{name}.json").write_bytes(_reply(os.urandom(size)))
    (folder / "small.json").write_bytes(json.dumps({"candidates": [{"content": {"parts": [{"text": "ok"}]}}]}).encode())
    _history(folder)
    command = [sys.executable, "-m", "tests.benchmarks.servers", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment(folder), cwd=ROOT, text=True) as provider:  # noqa: S603  # our own module
        try:
            assert provider.stdout
            yield Stage(folder, int(provider.stdout.readline()))
        finally:
            provider.terminate()


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "SSL_CERT_FILE": str(folder / "certificate.pem")}


def _reply(picture: bytes) -> bytes:
    part = {
        "inlineData": {"mimeType": "image/png", "data": base64.b64encode(picture).decode()},
        "thoughtSignature": base64.b64encode(os.urandom(SIGNATURE * 3 // 4)).decode(),
    }
    content = {"role": "model", "parts": [{"text": "A lighthouse at dusk."}, part]}
    return json.dumps({"candidates": [{"content": content, "finishReason": "STOP", "index": 0}]}, indent=2).encode()


def _history(folder: Path) -> None:
    """A conversation of eight pictures: with tokens in `edit.json`, as it must go over the wire in `edit.body`."""
    contents: list[Any] = []
    wire: list[Any] = []
    for number in range(HISTORY):
        picture, signature = os.urandom(HISTORY_PICTURE), base64.b64encode(os.urandom(SIGNATURE * 3 // 4))
        names = [f"blob{hashlib.sha256(picture).hexdigest()}", f"text{hashlib.sha256(signature).hexdigest()}"]
        for name, data in zip(names, (picture, signature), strict=True):
            (folder / name).write_bytes(data)
        contents += _turn(number, *names)
        wire += _turn(number, base64.b64encode(picture).decode(), signature.decode())
    asked = {"role": "user", "parts": [{"text": "now make it winter"}]}
    (folder / "edit.json").write_text(json.dumps([*contents, asked]))
    (folder / "edit.body").write_text(json.dumps({"contents": [*wire, asked]}))


def _turn(number: int, data: str, signature: str) -> list[Any]:
    part = {"inlineData": {"mimeType": "image/png", "data": data}, "thoughtSignature": signature}
    return [{"role": "user", "parts": [{"text": f"step {number}"}]}, {"role": "model", "parts": [{"text": "ok"}, part]}]


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "benchmark")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

"""A throw-away certificate for Discord's host names, so that a client can be led here under their names."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

HOSTS: Final = ("discord.com", "gateway.discord.gg", "cdn.discordapp.com", "media.discordapp.net")


@cache
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's context and one for clients, which trusts nothing but this certificate; needs `cryptography`."""
    certificate, key = _make()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with TemporaryDirectory() as folder:
        path = Path(folder, "pair.pem")
        path.touch(mode=0o600)
        path.write_bytes(key + certificate)
        server.load_cert_chain(path)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(cadata=certificate.decode())
    return server, client


def _make() -> tuple[bytes, bytes]:
    """Certificate and private key as PEM, for HOSTS, good for a day."""
    from cryptography import x509  # noqa: PLC0415 - only tests have it
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - only tests need it
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - the same

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Discord stand-in")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private

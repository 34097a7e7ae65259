import ssl

from bot.playground.discord.certificate import HOSTS, contexts


def test_the_client_trusts_this_certificate_alone() -> None:
    """The contexts fit each other: one certificate, for Discord's names, checked as usual."""
    server, client = contexts()
    (trusted,) = client.get_ca_certs()
    assert trusted["subjectAltName"] == tuple(("DNS", host) for host in HOSTS)
    assert (client.check_hostname, client.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert contexts() == (server, client)

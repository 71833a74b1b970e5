from __future__ import annotations

from mockserver.webhooks.signature import signature, wrong_signature
from tests.webhooks.receiver import Received, is_genuine

BODY = '{"name": "Zoë Müller 株式会社 🎉"}'.encode()


def received(text: str) -> Received:
    return Received("/", {"X-Kombo-Signature": text}, BODY)


def test_the_signature_is_what_the_vendor_describes() -> None:
    # The worked example of RFC 4231, case 2, in base64url without its padding.
    assert signature("Jefe", b"what do ya want for nothing?") == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM"


def test_a_check_of_the_raw_bytes_accepts_it() -> None:
    assert is_genuine("secret", received(signature("secret", BODY)))


def test_a_wrong_signature_looks_like_one_and_is_refused() -> None:
    assert len(wrong_signature("secret", BODY)) == len(signature("secret", BODY))
    assert not is_genuine("secret", received(wrong_signature("secret", BODY)))


def test_it_is_in_the_alphabet_of_addresses() -> None:
    made = "".join(signature("secret", bytes([number])) for number in range(100))
    assert {"-", "_"} <= set(made)
    assert not set("+/=") & set(made)

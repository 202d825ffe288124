"""Signatures for tests."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from lrs.xapi.rules import SIGNATURE
from tests.attachments import attachment


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with the certificates that vouch for it, the signer's own first."""

    key: RSAPrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def x5c(self) -> list[str]:
        """The certificates as a JWS has them."""
        return [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in self.chain]


@cache
def key(name: str) -> RSAPrivateKey:
    """Return the private key of somebody, which stays the same for the whole run."""
    return generate_private_key(65537, 2048)


@cache
def signer(name: str = "cme office", *, issuer: str = "accreditor") -> Signer:
    """Return a signer whose certificate is issued by another one; neither is valid any more."""
    root = certificate(issuer, key(issuer), issuer, key(issuer))
    return Signer(key(name), (certificate(name, key(name), issuer, key(issuer)), root))


def certificate(subject: str, owner: RSAPrivateKey, issuer: str, issuing: RSAPrivateKey) -> x509.Certificate:
    """Return a certificate that was valid for a day of the year 2020."""
    day = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(
        issuer_name=_name(issuer),
        subject_name=_name(subject),
        public_key=owner.public_key(),
        serial_number=1,
        not_valid_before=day,
        not_valid_after=day + timedelta(days=1),
    )
    return builder.sign(issuing, SHA256())


def sign(payload: Any, *, by: Signer | None = None, **header: Any) -> bytes:
    """Return the JWS in compact form of a payload: text as it is, and anything else as JSON."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    protected = {"alg": "RS256"} | header
    registry = jws.JWSRegistry(algorithms=[protected["alg"]], strict_check_header=False)
    secret = OctKey.import_key(b"0" * 64) if protected["alg"].startswith("HS") else None
    own = RSAKey.import_key((by or signer()).key)
    return jws.serialize_compact(protected, text, secret or own, registry=registry).encode()


def signature(content: bytes, **members: Any) -> dict[str, Any]:
    """Return the declaration of a signature with this content."""
    usual = {"usageType": SIGNATURE, "contentType": "application/octet-stream"}
    return attachment(content, **(usual | members))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])

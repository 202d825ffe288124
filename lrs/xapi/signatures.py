"""Signed statements: xAPI 1.0.3 Data 2.6, with JSON Web Signatures as RFC 7515 has them.

A signature is checked as far as the specification asks of a store: that it is well formed, signs the
statement that it comes with, and fits the certificate that it brings. Whether to trust that certificate is
for whoever relies on the statement.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64decode

from lrs.errors import InvalidRequest, StatementRefused
from lrs.xapi import raw
from lrs.xapi.attachments import Attachment, attachments
from lrs.xapi.equality import same
from lrs.xapi.incoming import LARGEST, Incoming
from lrs.xapi.paths import place, pointer
from lrs.xapi.statements import check
from lrs.xapi.versions import Version

ALGORITHMS = ("RS256", "RS384", "RS512")
SMALLEST_KEY = 2048
"""Bits of an RSA key at the least (RFC 7518, 3.3)."""


class _Registry(jws.JWSRegistry):
    """What a signature may hold: a statement, and a chain of certificates in its header."""

    max_header_length = 256 * 1024
    max_payload_length = LARGEST * 4 // 3 + 4
    max_signature_length = 16 * 1024


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


def check_signatures(batch: Sequence[Incoming], contents: Mapping[str, bytes], version: Version) -> None:
    """Check every signature of these statements; `contents` are those that came with them, by SHA-2 hash.

    Raises StatementRefused, which names the statement, the attachment and the rule.
    """
    for index, statement in enumerate(batch):
        for attachment in attachments(statement.value):
            if attachment.signs:
                try:
                    _check_attachment(attachment, statement, contents, version)
                except StatementRefused as error:
                    error.index, error.statement_id = index, str(statement.id)
                    raise


def check_signature(content: bytes, statement: dict[str, Any], version: Version) -> None:
    """Check that `content` is a signature of a checked statement (Data 2.6, LRS Requirements).

    Raises StatementRefused, which names the rule.
    """
    signature = _parse(content)
    if signature.protected.get("alg") not in ALGORITHMS:
        raise StatementRefused(
            f"is signed by an algorithm that is none of {', '.join(ALGORITHMS)}", rule="signature.algorithm"
        )
    _check_payload(signature.payload, statement, version)
    if "x5c" in signature.protected:
        _verify(signature, _certificates(signature.protected["x5c"]))


def _check_attachment(
    attachment: Attachment, statement: Incoming, contents: Mapping[str, bytes], version: Version
) -> None:
    at = pointer(attachment.path)
    content = contents.get(attachment.content.sha2)
    if content is None:
        raise StatementRefused(
            f"{place(attachment.path)} is a signature, which comes as a part of the request",
            rule="signature.missing",
            pointer=at,
        )
    try:
        check_signature(content, statement.value | {"id": str(statement.id)}, version)
    except StatementRefused as error:
        raise StatementRefused(f"{place(attachment.path)} {error}", rule=error.rule, pointer=at) from error


def _parse(content: bytes) -> jws.CompactSignature:
    try:
        signature = jws.extract_compact(content, registry=_REGISTRY)
        _REGISTRY.check_header(signature.protected)
        if not urlsafe_b64decode(signature.segments["signature"]):
            raise StatementRefused("is not signed: its signature is empty", rule="signature.jws")
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise StatementRefused(
            f"is not a JSON Web Signature in compact form: {error}", rule="signature.jws"
        ) from error
    return signature


def _check_payload(payload: bytes, statement: dict[str, Any], version: Version) -> None:
    try:
        signed = raw.decode(payload)
        check(signed, version)
    except (InvalidRequest, StatementRefused) as error:
        raise StatementRefused(f"does not sign a statement: {error}", rule="signature.payload") from error
    if not same(signed, statement):
        raise StatementRefused("signs another statement than this one", rule="signature.statement")


def _certificates(chain: Any) -> list[x509.Certificate]:
    """Return the certificates of a header `x5c`: base64 of DER, the signer's own first (RFC 7515, 4.1.6)."""
    try:
        certificates = [
            x509.load_der_x509_certificate(base64.b64decode(each, validate=True)) for each in chain
        ]
    except (binascii.Error, ValueError, TypeError) as error:
        raise _bad_chain("the header x5c holds what is no certificate") from error
    if not certificates:
        raise _bad_chain("the header x5c is empty")
    return certificates


def _verify(signature: jws.CompactSignature, chain: Sequence[x509.Certificate]) -> None:
    for certificate, issuer in pairwise(chain):
        try:
            certificate.verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError) as error:
            raise _bad_chain("a certificate is not issued by the one that follows it") from error
    if not jws.validate_compact(signature, _key(chain[0]), ALGORITHMS, _REGISTRY):
        raise StatementRefused("does not fit its certificate", rule="signature.verification")


def _key(certificate: x509.Certificate) -> RSAKey:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:
        raise _bad_chain("the signer's key cannot be read") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise _bad_chain(f"the signer's key is not an RSA key of at least {SMALLEST_KEY} bits")
    return RSAKey.import_key(key)


def _bad_chain(why: str) -> StatementRefused:
    return StatementRefused(f"has unusable certificates: {why}", rule="signature.certificate")

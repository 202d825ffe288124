"""The key with which a deployment signs what others may want to verify (Ed25519, RFC 8032)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lrs.errors import OperatorError
from lrs.secret import read_private


class KeyRefused(OperatorError):
    """The file does not hold the key that is needed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What verifies signatures, and may be given to anybody."""

    _key: Ed25519PublicKey

    @classmethod
    def from_pem(cls, pem: bytes, name: str) -> PublicKey:
        """Read the key from PEM (RFC 7468 13). Raises KeyRefused, which names it `name`."""
        try:
            key = serialization.load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyRefused(f"{name} holds no public key as PEM") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyRefused(f"{name} holds another kind of key than Ed25519")
        return cls(key)

    def to_pem(self) -> bytes:
        """Return the key as PEM."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_bytes(serialization.Encoding.PEM, form)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether `signature` was made of `message` with this key's other half."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What makes signatures; it never shows itself in a log or a traceback."""

    _key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(self._key.public_key())

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`, 64 bytes."""
        return self._key.sign(message)


def load_signing_key(path: Path) -> SigningKey:
    """Return the key at `path`, made at first use and readable by its owner alone.

    Raises SecretError or KeyRefused if the file cannot be used.
    """
    try:
        key = serialization.load_pem_private_key(read_private(path, _new), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(f"{path} holds no private key as PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} holds another kind of key than Ed25519")
    return SigningKey(key)


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

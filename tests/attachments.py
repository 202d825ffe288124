"""Attachments for tests, and the requests that bring them."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
from typing import Any

BOUNDARY = "abcABC0123'()+_,-./:=?"
MULTIPART = {"Content-Type": f'multipart/mixed; boundary="{BOUNDARY}"'}


def sha2(content: bytes) -> str:
    """Return the SHA-256 hash of a content in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def attachment(content: bytes, **members: Any) -> dict[str, Any]:
    """Return the declaration of an attachment with this content, or what `members` say instead."""
    usual = {
        "usageType": "https://cme.example/attachments/certificate",
        "display": {"en-US": "Certificate"},
        "contentType": "application/pdf",
        "length": len(content),
        "sha2": sha2(content),
    }
    return {name: value for name, value in (usual | members).items() if value is not None}


def part(content: bytes, headers: dict[str, str | None] | None = None) -> bytes:
    """Return a part that brings `content`, with its usual headers or what `headers` say instead."""
    usual = {
        "Content-Type": "application/pdf",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha2(content),
    }
    given = {name: value for name, value in (usual | (headers or {})).items() if value is not None}
    return _part(content, given)


def statements(*sent: dict[str, Any], headers: dict[str, str] | None = None) -> bytes:
    """Return the part that brings one statement, or an array of several."""
    value = sent[0] if len(sent) == 1 else list(sent)
    return _part(json.dumps(value).encode(), headers or {"Content-Type": "application/json"})


def multipart(*parts: bytes, boundary: str = BOUNDARY) -> bytes:
    """Return the body that has these parts."""
    delimiter = f"--{boundary}".encode()
    return b"".join(delimiter + b"\r\n" + each + b"\r\n" for each in parts) + delimiter + b"--\r\n"


def together(*parts: bytes, boundary: str = BOUNDARY) -> bytes:
    """Return parts as one, with no line break before the boundaries between them."""
    return f"--{boundary}\r\n".encode().join(parts)


def parse(content_type: str, body: bytes) -> tuple[Any, dict[str, tuple[str, bytes]]]:
    """Return what an answer says in JSON, and by its hash each attachment's media type and content."""
    read = email.message_from_bytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=email.policy.HTTP
    )
    assert read.get_content_type() == "multipart/mixed"
    assert not read.defects
    first, *others = read.iter_parts()
    assert first["Content-Type"] == "application/json"
    assert {each["Content-Transfer-Encoding"] for each in others} <= {"binary"}
    contents = {each["X-Experience-API-Hash"]: each for each in others}
    assert len(contents) == len(others)
    return json.loads(_content(first)), {
        sha2: (str(each["Content-Type"]).replace('"', ""), _content(each)) for sha2, each in contents.items()
    }


def _content(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def _part(content: bytes, headers: dict[str, str]) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return head.encode() + b"\r\n" + content

"""The secret is made once, is its owner's alone, and shows itself nowhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lrs.secret import Secret, SecretError, load_secret


def test_the_secret_is_made_at_first_use_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "secret"
    first = load_secret(path)
    assert len(first.key) >= 32
    assert load_secret(path) == first
    assert list(path.parent.iterdir()) == [path]


def test_two_secrets_differ(tmp_path: Path) -> None:
    assert load_secret(tmp_path / "a") != load_secret(tmp_path / "b")


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "secret"
    load_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_processes_that_start_at_once_have_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(load_secret, [tmp_path / "secret"] * 64))
    assert len(secrets) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    load_secret(path)
    path.chmod(mode)
    with pytest.raises(SecretError, match="chmod 600"):
        load_secret(path)


@pytest.mark.parametrize("text", ["", "short", " " * 64, "x" * 31 + "\n"])
def test_a_secret_that_is_too_short_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text(text)
    with pytest.raises(SecretError, match="at least 32 characters"):
        load_secret(path)


def test_white_space_around_the_secret_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text(f"  {'x' * 32}\n")
    assert load_secret(path) == Secret(b"x" * 32)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    for path in (tmp_path / "file" / "secret", folder):
        with pytest.raises(SecretError, match="cannot be used"):
            load_secret(path)


def test_a_digest_is_of_one_message_one_purpose_and_one_secret() -> None:
    secret, other = Secret(b"x" * 32), Secret(b"y" * 32)
    digest = secret.digest("key", b"message")
    assert secret.matches("key", b"message", digest)
    assert not secret.matches("key", b"massage", digest)
    assert not secret.matches("cursor", b"message", digest)
    assert not other.matches("key", b"message", digest)
    assert not secret.matches("key", b"message", digest[:-1])
    assert not secret.matches("key", b"message", b"")
    assert len({digest, secret.digest("ke", b"ymessage"), secret.digest("key\0", b"message")}) == 3


def test_a_secret_does_not_show_itself() -> None:
    assert "xxx" not in f"{Secret(b'x' * 32)!r} {Secret(b'x' * 32)}"

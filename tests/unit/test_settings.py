"""What the environment says becomes settings, or a sentence about what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_data_path

from lrs.settings import MEBIBYTE, Settings, SettingsError


def test_without_a_word_everything_has_a_value() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings(data=user_data_path("cme-lrs", appauthor=False))
    assert settings.mongodb_uri is None
    assert settings.secret_path == settings.data / "service.secret"


def test_every_variable_sets_what_it_names() -> None:
    environment = {
        "LRS_DATA": "/d",
        "LRS_MONGODB_URI": "mongodb://m/?replicaSet=rs",
        "LRS_DATABASE": "tenant-1_x",
        "LRS_SECRET_FILE": "/run/secret",
        "LRS_SIGNING_KEY_FILE": "/run/key",
        "LRS_PUBLIC_URL": "https://lrs.hospital.example/",
        "LRS_MAX_BODY": str(MEBIBYTE),
        "LRS_PAGE_SIZE": "7",
        "LRS_CORS_ORIGINS": "https://lms.example, null",
        "LRS_IGNORED_PARAMETERS": "lang,session",
        "PATH": "/bin",
    }
    settings = Settings.from_environment(environment)
    assert settings == Settings(
        data=Path("/d"),
        mongodb_uri="mongodb://m/?replicaSet=rs",
        database="tenant-1_x",
        secret_file=Path("/run/secret"),
        signing_key_file=Path("/run/key"),
        public_url="https://lrs.hospital.example",
        max_body=MEBIBYTE,
        page_size=7,
        cors_origins=frozenset({"https://lms.example", "null"}),
        ignored_parameters=frozenset({"lang", "session"}),
    )
    assert settings.secret_path == Path("/run/secret")
    assert settings.signing_key_path == Path("/run/key")


def test_the_signing_key_lies_beside_the_secret() -> None:
    assert Settings(Path("/d")).signing_key_path == Path("/d/ledger.key")
    assert Settings(Path("/d"), secret_file=Path("/e/secret")).signing_key_path == Path("/e/ledger.key")


def test_a_folder_given_otherwise_wins_over_the_environment() -> None:
    assert Settings.from_environment({"LRS_DATA": "/d"}, data=Path("/mine")).data == Path("/mine")


def test_an_empty_variable_is_none() -> None:
    names = ("DATA", "MONGODB_URI", "DATABASE", "SECRET_FILE", "PUBLIC_URL", "MAX_BODY", "PAGE_SIZE")
    assert Settings.from_environment({f"LRS_{name}": "" for name in names}) == Settings.from_environment({})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LRS_MAX_BODY", "0"),
        ("LRS_MAX_BODY", "-1"),
        ("LRS_MAX_BODY", "1.5"),
        ("LRS_MAX_BODY", "32M"),
        ("LRS_PAGE_SIZE", "٣"),
        ("LRS_PAGE_SIZE", " 7"),
        ("LRS_PUBLIC_URL", "lrs.hospital.example"),
        ("LRS_PUBLIC_URL", "ftp://lrs.hospital.example"),
        ("LRS_DATABASE", "two words"),
        ("LRS_DATABASE", "a.b"),
        ("LRS_DATABASE", "$x"),
        ("LRS_DATABASE", "x" * 64),
        ("LRS_DATABASE", "x\n"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable) as refused:
        Settings.from_environment({variable: value})
    assert repr(value) in str(refused.value)


def test_every_origin_is_let_in_by_a_star_and_no_parameter_ignored_by_a_comma() -> None:
    settings = Settings.from_environment({"LRS_CORS_ORIGINS": "*", "LRS_IGNORED_PARAMETERS": ","})
    assert settings.cors_origins is None
    assert settings.ignored_parameters == frozenset()


@pytest.mark.parametrize(
    "value", ["lms.example", "https://lms.example/", "https://*.example", "https://LMS.example", "*, null"]
)
def test_what_no_browser_sends_as_an_origin_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="LRS_CORS_ORIGINS"):
        Settings.from_environment({"LRS_CORS_ORIGINS": value})

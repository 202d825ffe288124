"""The commands beside a service that runs: the same one for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.processes import Command, Service, no_process_left


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Return a service that the tests of this package share."""
    folder = tmp_path_factory.mktemp("cli")
    with no_process_left(folder), Command(folder / "data").service() as service:
        yield service


@pytest.fixture
def beside(service: Service) -> Command:
    """Return the command `lrs` on the data folder of the running service."""
    return Command(service.data)

"""What cannot be done is said in one sentence, with where the fault is; the exit code is not 0."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from lrs.demo.cast import people_csv
from tests.policies import completion_policy
from tests.processes import Command, Service

MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")
BACKWARDS = ("--from", "2026-03-31", "--to", "2026-03-01")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            completion_policy().replace("maximum: 1,", "maximum: a lot,"),
            "wrong.yaml at /credit/maximum: 'maximum' must be ",
        ),
        (
            completion_policy().replace("ama-pra", "nobody"),
            "wrong.yaml at /body: No plugin knows the body 'nobody'; there are: ",
        ),
        ("policy: [", "wrong.yaml: This is not YAML: "),
    ],
)
def test_a_policy_that_is_wrong_is_refused_by_file_and_place(
    lrs: Command, content: str, sentence: str
) -> None:
    assert lrs.refusal("policies", "check", lrs.file("wrong.yaml", content)).startswith(sentence)
    assert not lrs.data.exists()


REFUSED = {
    ("people", "import", "wrong.csv"): "Line 4, column npi: this is not an NPI: ",
    ("people", "import", "absent"): "Invalid value for 'FILE': 'absent': No such file or directory",
    ("policies", "activate", "absent"): "Invalid value for 'FILES...': 'absent': No such file or directory",
    ("import", "absent"): "cannot read absent: No such file or directory",
    ("import", "half.json"): "half.json: element 1 is not valid JSON: ",
    ("import", "wrong.csv", "--rejects", "absent/x"): "cannot write absent/x: No such file or directory",
    ("credits", "recompute", "--policy", "nothing"): "there is no policy nothing",
    ("reports", "preview", "nobody", *MARCH, "--format", "xml", "--out", "x"): (
        "No plugin writes reports to 'nobody' as 'xml'; there are: "
    ),
    ("reports", "preview", "ama-pra", *BACKWARDS, "--format", "xml", "--out", "x"): (
        "the period ends on 2026-03-01, before it begins on 2026-03-31"
    ),
    ("reports", "preview", "ama-pra", *MARCH, "--from", "yesterday", "--format", "xml", "--out", "x"): (
        "Invalid value for '--from': 'yesterday' does not match the format '%Y-%m-%d'."
    ),
    ("reports", "preview", "ama-pra", *MARCH, "--format", "csv", "--out", "absent/x"): (
        "cannot write absent/x: No such file or directory"
    ),
    ("reports", "preview", "ama-pra", *MARCH, "--format", "csv", "--out", "half.json/x"): (
        "cannot write half.json/x: Not a directory"
    ),
    ("keys", "create", "LMS", "--scope", "everything"): (
        "Invalid value for '--scope': 'everything' is not one of 'all', 'all/read', "
    ),
    ("keys", "create", "AMA", "--scope", "reports/read/nobody"): (
        "reports/read/nobody: no plugin writes reports to this body; there are: "
    ),
    ("reports", "show", "ama-pra/xml-9"): "there is no report ama-pra/xml-9",
    ("reports", "get", "ama-pra/xml-9", "--out", "x"): "there is no report ama-pra/xml-9",
    ("reports", "receipt", "wrong.csv"): "This is no receipt: ",
    ("keys", "revoke", "nobody"): "there is no key nobody",
    ("keys", "list", "--data", "half.json"): "Invalid value for '--data': Directory 'half.json' is a file.",
}


@pytest.fixture(scope="module")
def refusals(service: Service) -> dict[tuple[str, ...], str]:
    """Return what each of these commands says, several of which run at a time."""
    lrs = Command(service.data)
    lrs.file("wrong.csv", people_csv().replace(b",1456789019,", b",1456789018,"))
    lrs.file("half.json", '[{"actor": ')
    with ThreadPoolExecutor(4) as pool:
        sentences = dict(zip(REFUSED, pool.map(lambda words: lrs.refusal(*words), REFUSED), strict=True))
    assert not lrs.data.with_name("x").exists()
    return sentences


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_cannot_be_done_is_said_in_a_sentence(
    refusals: dict[tuple[str, ...], str], words: tuple[str, ...]
) -> None:
    assert refusals[words].startswith(REFUSED[words])

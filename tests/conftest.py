"""What holds for every test; and at the end of a run what they have told, such as how many processes were killed."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.kit.once import run
from tests.kit.told import PROPERTY, Told

# A test is right or wrong, however busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """What is expensive to make is shared by the workers of a run, which the first process begins and ends."""
    if not hasattr(config, "workerinput"):
        scope = run()
        scope.__enter__()
        config.add_cleanup(lambda: scope.__exit__(None, None, None))


#: Folders whose files take longest, which a run begins with: the many quick ones then let its workers end together.
LONGEST_FIRST = ("e2e/demo/", "e2e/cli/", "knocks/", "property/", "e2e/", "integration/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of a run's files (``--no-loadscope-reorder``); that of a file's tests is left as it is."""
    items.sort(key=lambda item: _rank(item.nodeid.removeprefix("tests/")))


def _rank(place: str) -> int:
    return next((rank for rank, folder in enumerate(LONGEST_FIRST) if place.startswith(folder)), len(LONGEST_FIRST))


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Told:
    """Tell one line."""

    def tell(line: str) -> None:
        request.node.user_properties.append((PROPERTY, line))

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        str(line)
        for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
        for name, line in report.user_properties
        if name == PROPERTY and report.when == "call"
    ]
    if lines:
        terminalreporter.section("what the tests tell")
        for line in lines:
            terminalreporter.write_line(line)

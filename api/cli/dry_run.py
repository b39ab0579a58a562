"""What a dry run shows a person: the sentence of each entry that would be recorded, and the files with it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from api.flows.desk import Desk
from api.flows.dry_run import DryRun
from domain.ledger.topics import REGISTRY
from domain.messages import Language
from domain.report import events as r
from domain.school_year.state import Delegation
from domain.school_year.structure.state import Team
from domain.telling import told


def lines(opened: Desk, kept: DryRun, language: Language) -> Iterator[str]:
    """One line for each entry, with its position, then one for each file."""
    names = _Names(opened, kept)
    for entry in kept.entries:
        event = REGISTRY.current(entry.topic).model_validate(entry.data)
        yield f"{entry.position} · {told(event, language, names)}"
    for file in kept.files:
        yield f"+ {file.sha256} ({file.media_type}, {file.bytes} byte{'' if language == 'vi' else 's'})"


class _Names:
    """Names as they are now (``domain.telling.Names``)."""

    def __init__(self, opened: Desk, kept: DryRun) -> None:
        self._year = opened.year()
        self._people = opened.signatories(self._year.staff.values())
        self._opened, self._kept = opened, kept

    def person(self, staff_id: UUID) -> str:
        """``Lê Thị Hằng (GV01)``."""
        found = self._year.staff.get(staff_id)
        return f"{self._people[staff_id].full_name} ({found.code})" if found else str(staff_id)

    def class_code(self, class_id: UUID) -> str:
        """``8A``."""
        found = self._year.classes.get(class_id)
        return found.code if found else str(class_id)

    def request(self, request_id: UUID) -> r.CorrectionRequested | None:
        """From the report that a decision on it would go to."""
        for stream in {entry.stream for entry in self._kept.entries if entry.topic.startswith("hocba.report.")}:
            found = self._opened.report(stream).requests.get(request_id)
            if found is not None:
                return found.asked
        return None

    def delegation(self, delegation_id: UUID) -> Delegation | None:
        """By its id."""
        return self._year.delegations.get(delegation_id)

    def team(self, team_id: UUID) -> Team | None:
        """By its id."""
        return self._year.teams.get(team_id)

"""State of a pupil: identity by commitment, and enrolments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from domain.errors import Misused
from domain.event import Happened
from domain.pupil.events import IdentityCompleted, IdentityCorrected, PupilEnrolled, PupilRegistered
from domain.values import Commitments


@dataclass(slots=True)
class Pupil:
    """The fold of the stream; ``identity_version`` is the version at which the identity became what it is."""

    pupil_id: UUID
    version: int = 0
    identity: Commitments = field(default_factory=dict)
    identity_version: int = 0
    enrolments: list[PupilEnrolled] = field(default_factory=list)


def fold(pupil_id: UUID, happened: Iterable[Happened]) -> Pupil:
    """The state after these events. Raises Misused if the stream has none."""
    state = Pupil(pupil_id)
    for step in happened:
        state.version += 1
        match step.data:
            case PupilRegistered(identity=identity):
                state.identity, state.identity_version = identity, state.version
            case IdentityCorrected(identity=identity) | IdentityCompleted(identity=identity):
                state.identity, state.identity_version = {**state.identity, **identity}, state.version
            case PupilEnrolled() as enrolled:
                state.enrolments.append(enrolled)
    if not state.version:
        raise Misused("pupil.unknown", pupil_id=pupil_id)
    return state

"""A value of a pupil's identity as people type it, checked as the school file checks it."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from api.flows.school_model import PupilRow
from api.flows.vietnamese_names import tidy
from domain.errors import Misused, Rejected
from domain.messages import MESSAGES
from domain.report.document import PupilIdentity
from domain.values import UNSHOWN

MESSAGES.update(
    {
        "data.value": (
            "Giá trị “{found}” không dùng được cho {field:identity}. Ngày sinh viết 05/09/2012; giới tính NAM hoặc NU; "
            "mã số định danh 12 chữ số, mã học sinh 10 chữ số.",
            "Value “{found}” cannot stand as {field:identity}. Write a birth date as 05/09/2012, the sex as NAM or NU, "
            "a personal number with 12 digits, a pupil code with 10.",
        ),
    }
)


def identity_value(name: str, typed: str) -> str:
    """
    The value as it is stored: NFC, single spaces, a day as YEAR-MONTH-DAY.

    Raises Rejected ``correction.field_unknown``, Misused ``data.value``.
    """
    if name not in PupilIdentity.model_fields:
        raise Rejected("correction.field_unknown", field=name)
    value = tidy(typed)
    if name == "birth_date":
        match = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", value)
        value = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else value
    try:
        read = _field(name).validate_python(value)
    except ValidationError as error:
        raise Misused("data.value", field=name, found=typed) from error
    if UNSHOWN.search(value) or not value:
        raise Misused("data.value", field=name, found=typed)
    return read.isoformat() if isinstance(read, date) else str(read)


@cache
def _field(name: str) -> TypeAdapter[Any]:
    field = PupilRow.model_fields[name]
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return TypeAdapter(kind)

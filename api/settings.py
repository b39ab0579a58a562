"""Settings, read once from the environment (design §12). Nothing here connects to anything."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from domain.errors import Misused
from domain.event import Value
from domain.messages import MESSAGES, Language

MESSAGES.update(
    {
        "settings.invalid": (
            "Thiết lập {name} không hợp lệ: {found}. Hãy sửa biến môi trường này.",
            "Setting {name} is invalid: {found}. Correct this environment variable.",
        ),
        "settings.one_address": (
            "Phải đặt cả HOCBA_DATABASE_URL và HOCBA_OWNER_DATABASE_URL, hoặc không đặt cái nào.",
            "Set both HOCBA_DATABASE_URL and HOCBA_OWNER_DATABASE_URL, or neither.",
        ),
    }
)


class Environment(StrEnum):
    """``production`` refuses software keys, the demo's mark and a test clock."""

    DEMO = "demo"
    PRODUCTION = "production"


class Settings(Value):
    """One field per setting; the environment variable is ``HOCBA_`` and the field's name in capitals."""

    env: Environment = Environment.DEMO
    database_url: str | None = None
    owner_database_url: str | None = None
    demo_database: Annotated[str, Field(pattern=r"^hocba_demo(_[a-z0-9_]{1,40})?$")] = "hocba_demo"
    data: Path = Path("var")
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s/]+(/[^\s]*)?$")] = "http://localhost:8000"
    origin: Annotated[str, Field(pattern=r"^[^\s+]+$")] = "hocba.example"
    keys_dir: Path | None = None
    backup_dir: Path | None = None
    tsa_url: Annotated[str, Field(pattern=r"^https?://[^\s/@]+(/[^\s]*)?$")] | None = None
    smtp_url: Annotated[str, Field(pattern=r"^smtps?://([^\s/@]+@)?[^\s/@]+$")] | None = None
    smtp_from: Annotated[str, Field(pattern=r"^[^\s@<>]+@[^\s@<>]+$")] = "hocba@localhost"
    oidc_issuer: Annotated[str, Field(pattern=r"^https?://[^\s?#@]+$", max_length=500)] | None = None
    oidc_client_id: Annotated[str, Field(max_length=255)] | None = None
    oidc_client_secret: Annotated[str, Field(max_length=1000)] | None = None
    oidc_claim: Annotated[str, Field(pattern=r"^[A-Za-z0-9_:/.-]{1,100}$")] | None = None
    token: str | None = None
    key_passphrase: str | None = None
    lang: Language = "vi"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Raises Misused naming the first invalid variable, without its value where it may hold a secret."""
        given = {name: environ[key] for name in cls.model_fields if environ.get(key := f"HOCBA_{name.upper()}")}
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            fault = error.errors()[0]
            raise Misused(
                "settings.invalid", name=f"HOCBA_{str(fault['loc'][0]).upper()}", found=fault["msg"]
            ) from error
        if (settings.database_url is None) != (settings.owner_database_url is None):
            raise Misused("settings.one_address")
        return settings

    @property
    def production(self) -> bool:
        """Whether demo conveniences are refused."""
        return self.env is Environment.PRODUCTION

    @property
    def keys_folder(self) -> Path:
        """Where the log key and encrypted PKCS#12 files lie (0700)."""
        return self.keys_dir or self.data / "keys"

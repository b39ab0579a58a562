"""Templates to answers: one environment a language, addresses of static files that change with their content."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from api.pages.words import environment
from domain.messages import Language
from projections.documents.pages import PORTAL_NOTICE

STATIC = Path(__file__).parent / "static"

#: The reader's choice of language; it names nobody. Without it the pages speak ``HOCBA_LANG``.
LANGUAGE_COOKIE = "hocba_lang"
LANGUAGE_S = 365 * 24 * 3600


def language_of(request: Request) -> Language:
    """The language of the reader's choice, else that of the settings."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    default: Language = request.app.state.program.settings.lang
    return "vi" if chosen == "vi" else "en" if chosen == "en" else default


def keep_language(answer: Response, language: Language) -> None:
    """Remember the reader's choice in his browser."""
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=LANGUAGE_S, path="/", httponly=True, samesite="lax")


def page(
    language: Language, template: str, status: int = 200, headers: Mapping[str, str] | None = None, /, **context: object
) -> Response:
    """A template as an answer."""
    content = _environment(language).get_template(template).render(**context)
    return HTMLResponse(content, status, dict(headers or {}))


@cache
def asset(name: str) -> str:
    """Where a static file lies, with the digest of its content: browsers keep it for good."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@cache
def _environment(language: Language) -> Environment:
    made = environment(language)
    made.globals.update(asset=asset, portal_notice=PORTAL_NOTICE)
    return made

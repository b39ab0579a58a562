"""Small rules of the door: settings of the service, whose passkeys these are, where people go on, one-time codes."""

from __future__ import annotations

import pytest

from api.pages.visitor import device_of, path_of
from api.settings import Environment, Settings
from api.signin import invitations
from api.signin.oidc import service_of
from api.signin.passkeys import Site
from domain.errors import Misused

ALL = {"oidc_issuer": "https://login.example.vn", "oidc_client_id": "hocba", "oidc_client_secret": "s"}


def test_no_service_is_none_and_half_a_service_is_refused() -> None:
    assert service_of(Settings()) is None
    for missing in ALL:
        with pytest.raises(Misused) as refused:
            service_of(Settings(**{name: value for name, value in ALL.items() if name != missing}))
        assert refused.value.code == "oidc.settings"


def test_in_production_a_service_is_asked_over_tls_only() -> None:
    assert service_of(Settings(env=Environment.PRODUCTION, **ALL)) is not None
    plain = ALL | {"oidc_issuer": "http://login.example.vn"}
    assert service_of(Settings(**plain)) is not None
    with pytest.raises(Misused):
        service_of(Settings(env=Environment.PRODUCTION, **plain))


def test_passkeys_are_bound_to_the_public_address() -> None:
    assert Site.of("https://hocba.example.vn/so", "evil.example") == Site(
        "hocba.example.vn", ("https://hocba.example.vn",)
    )
    assert Site.of("http://localhost:8000", "localhost:4321").origins == (
        "http://localhost:8000",
        "http://localhost:4321",
    )
    assert Site.of("http://localhost:8000", "localhost.evil.example").origins == ("http://localhost:8000",)
    assert Site.of("https://hocba.example.vn", "localhost:4321").origins == ("https://hocba.example.vn",)


@pytest.mark.parametrize("path", ["/viec", "/lop/8A/so-diem/TOAN", "/"])
def test_people_go_on_to_pages_of_this_server(path: str) -> None:
    assert path_of(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "viec",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a b",
        "/a?b",
        "/a#b",
        "/a\nb",
        "/" * 300,
    ],
)
def test_and_to_nothing_else(path: str) -> None:
    assert path_of(path) == "/viec"


def test_a_device_is_two_words_of_a_short_list() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    assert device_of(edge) == "Edge · Windows"
    assert (
        device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
        == "Safari · iPhone"
    )
    assert device_of("curl/8 <script>") == ""


def test_a_code_is_the_same_however_it_was_typed() -> None:
    assert (
        len({invitations.code_digest(text) for text in ("ABCDE-FGHJK", "abcde fghjk", " abcdefghjk ", "ABCDE--FGHJK")})
        == 1
    )
    assert len(invitations.ALPHABET) == len(set(invitations.ALPHABET)) == 30
    assert not set("01ILOZ") & set(invitations.ALPHABET)

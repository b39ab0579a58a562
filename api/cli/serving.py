"""``hocba serve``: the lookup pages, the JSON API, and the background work, in one process until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer
from fastapi import FastAPI
from granian.constants import Interfaces
from granian.server.embed import Server

from api.app import App
from api.cli.common import command, screen, settings
from api.server import check_start, create_app
from api.settings import Settings
from api.upkeep import Upkeep
from domain.errors import Misused
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "serve.port": (
            "Không mở được cổng {port} tại {host}: {reason}. Hãy chọn cổng khác bằng --port.",
            "Cannot listen at {host} port {port}: {reason}. Choose another with --port.",
        ),
    }
)

#: Connections that wait to be accepted; a class of families may scan their codes at once.
BACKLOG = 1024


def serve(
    host: Annotated[str, typer.Option("--host", help="Địa chỉ lắng nghe. · Address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Cổng. · Port.")] = 8000,
) -> None:
    """Trang tra cứu, API, và công bố mốc niêm phong vài giây một lần. · Pages, API, and the publisher."""
    with command():
        run_server(settings(), None, host, port)


def run_server(settings: Settings, database: str | None, host: str, port: int) -> None:
    """
    Serve the settings' database, or ``database`` on the same server, until SIGINT or SIGTERM.

    Raises Misused where it must not start (``api.server.check_start``, ``serve.port``), Unavailable.
    """
    with App.connect(settings, database, or_demo=True) as program:
        check_start(program)
        address = _free(host, port)
        upkeep = Upkeep(program)
        told = screen()
        logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
        if not upkeep.publishes:
            told.warn(
                "Chưa đặt HOCBA_KEY_PASSPHRASE: không công bố mốc niêm phong; các trang vẫn chạy.",
                "HOCBA_KEY_PASSPHRASE is not set: no checkpoints are published; the pages run all the same.",
            )
        shown = f"[{host}]" if ":" in host else host
        told.say(f"Đang phục vụ: http://{shown}:{port} (Ctrl+C để dừng)", f"Serving: http://{shown}:{port} (Ctrl+C)")
        app = create_app(program, upkeep)
        with upkeep.running(), closing(app.state.issuing):
            asyncio.run(_until_signalled(listening(app, address, port)))


@contextmanager
def serving(program: App, upkeep: Upkeep | None, host: str, port: int) -> Iterator[None]:
    """The same server in a thread, for as long as the block lasts: for programs that do something else meanwhile."""
    started = threading.Event()
    kept: list[tuple[asyncio.AbstractEventLoop, Server]] = []

    app = create_app(program, upkeep)

    async def run() -> None:
        server = listening(app, host, port)
        kept.append((asyncio.get_running_loop(), server))
        started.set()
        await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="hocba-server", daemon=True)
    thread.start()
    started.wait()
    try:
        yield
    finally:
        loop, server = kept[0]
        loop.call_soon_threadsafe(server.stop)
        thread.join()
        app.state.issuing.close()


def listening(app: FastAPI, host: str, port: int) -> Server:
    """The server of an application; ``serve`` starts it."""
    # One process: attempts are counted in its memory. No access log: addresses of pages hold lookup codes.
    return Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backlog=BACKLOG,
        log_enabled=False,
        log_access=False,
    )


async def _until_signalled(server: Server) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    await server.serve()


def _free(host: str, port: int) -> str:
    """The address of ``host``, where the port is free. Raises Misused ``serve.port``."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            return str(where[0])
    except OSError as error:
        raise Misused("serve.port", host=host, port=port, reason=error.strerror or str(error)) from error

"""
What the embedded server is told: its settings, and who may connect.

The gates (no TCP, the private socket folder) are on the command line, so that no later ``ALTER SYSTEM`` opens them.
The rest is a file that is written anew at each start; an operator's own wishes go into ``ALTER SYSTEM``, which wins.
"""

from __future__ import annotations

from pathlib import Path

SUPERUSER = "hocba_super"
OWNER = "hocba_owner"
APPLICATION = "hocba_app"
PORT = 5432  # names the socket file only; nothing listens on TCP
SETTINGS_FILE = "postgresql.conf"
ACCESS_FILE = "pg_hba.conf"
USERS_FILE = "pg_ident.conf"

SETTINGS = """\
include '../data/postgresql.conf'  # what initdb found out about this machine
# Written by hocba at each start. For wishes of your own use ALTER SYSTEM, which wins over this file.
max_connections = 100             # the service's pools, the workers and the tests side by side
shared_buffers = 128MB            # a machine of 2 cores and 4 GB that does other work too
work_mem = 16MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
max_wal_size = 512MB              # bounds the disk that an idle demo keeps
fsync = on                        # a receipt must outlive a power cut
full_page_writes = on
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
datestyle = 'ISO, DMY'
client_encoding = 'UTF8'
# The log is read by people who may not read pupils' data. Errors name values ("invalid input ... : ..."), their
# details whole rows, and a crash the statement that ran; so only what the server says of itself is kept: 'log' leaves
# out what clients get told (warnings and errors), 'terse' the details. Seven files, one a weekday, overwritten.
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%u.log'
log_file_mode = 0600
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = 'none'
log_min_duration_statement = -1
log_checkpoints = off
log_parameter_max_length_on_error = 0
"""


def initdb_options() -> list[str]:
    """
    Options of ``initdb``.

    The built-in ``C.UTF-8`` is PostgreSQL's own (since 17): sorts by code point, the same on every machine and after
    every upgrade of the system, so no index is ever silently wrong; and it knows that the small letter of Đ is đ,
    which plain ``C`` does not. The wheel has no ICU: Vietnamese alphabetical order is the application's work.
    """
    return [
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--data-checksums",
        "--auth-local=reject",  # until pg_hba.conf is ours
        "--auth-host=reject",
    ]


def command_line(folder: Path, socket_directory: Path) -> list[str]:
    """Where the files of ``write`` are, and the gates: a socket for the server's own user (and root), no TCP."""
    options = {
        "config_file": folder / SETTINGS_FILE,
        "hba_file": folder / ACCESS_FILE,
        "ident_file": folder / USERS_FILE,
        "listen_addresses": "",
        "unix_socket_directories": socket_directory,
        "unix_socket_permissions": "0700",
        "port": PORT,
    }
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def write(folder: Path, system_users: list[str]) -> None:
    """
    Write settings and access rules; they hold no secret.

    Nobody but ``system_users`` gets in: the socket's folder is theirs alone (0700), and where that gate should ever
    stand open, the kernel is asked who is calling (``peer``). They act as any of our three roles, without passwords.
    """
    rows = [f'hocba "{user}" {role}\n' for user in system_users for role in (SUPERUSER, OWNER, APPLICATION)]
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    for name, text in (
        (SETTINGS_FILE, SETTINGS),
        (ACCESS_FILE, "local all all peer map=hocba\n"),
        (USERS_FILE, "".join(rows)),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o644)

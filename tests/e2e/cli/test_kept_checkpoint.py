"""A checkpoint that somebody outside keeps is the evidence against whoever holds database and log key."""

from __future__ import annotations

from pathlib import Path

import psycopg

from tests.kit.cli import cli_of
from tests.kit.stages import at


def test_a_published_checkpoint_is_written_for_an_outsider_and_convicts_a_shortened_ledger(tmp_path: Path) -> None:
    with at("recorded", 2) as school:
        cli = cli_of(school, tmp_path)
        published = cli.fine("anchor", "publish", "--out", tmp_path / "moc.txt")
        note = (tmp_path / "moc.txt").read_text(encoding="utf-8")
        assert note.splitlines()[:2] == [published["origin"], str(published["size"])]
        assert cli.fine("audit", "verify", "--checkpoint", tmp_path / "moc.txt")

        # The whole tail goes, head, tiles and checkpoint with it: inside the database nothing contradicts anything.
        with psycopg.connect(school.database.owner_url) as owner:
            owner.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school.desk.ledger.school_id)])
            triggers = owner.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger.%'"
            ).fetchall()
            for table, name in triggers:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            keep = published["size"] - 5
            owner.execute("DELETE FROM ledger.events WHERE position > %s", [keep])
            owner.execute("DELETE FROM ledger.commands WHERE last_position > %s", [keep])
            owner.execute("DELETE FROM ledger.tiles")
            owner.execute("DELETE FROM ledger.checkpoints")
            owner.execute("UPDATE ledger.heads SET size = %s", [keep])
            for table, name in triggers:
                owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        refused = cli.refused("audit", "verify", "--checkpoint", tmp_path / "moc.txt", exit=1)
        assert "audit.kept" in str(refused), "the kept checkpoint is what gives it away"

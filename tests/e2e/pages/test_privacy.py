"""
No personal data where it does not belong (domain.md §6.4): addresses, the browser's storage, logs, figures.

Everybody opens every page of his menu and what it leads to. Names, birth dates and numbers of the class's pupils are
then looked for in each address that the browser asked for, in all that it keeps, in what the server has logged, and in
``/health``.
"""

from __future__ import annotations

import json
import logging
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Page

from domain.school_year.events import Role
from tests.kit.browser import Workplace
from tests.kit.small_school import SmallSchool

pytestmark = pytest.mark.one_server

#: Pages that one person visits: those that the pages before lead to come last, and are left out beyond this.
VISITS_MAX = 16
#: Everything that a page keeps: its two storages, its databases with all that is in them, its caches.
KEPT = """async () => {
  const kept = [{...localStorage}, {...sessionStorage}, await caches.keys()];
  for (const {name} of await indexedDB.databases()) {
    const opened = await new Promise((done) => {
      const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    for (const store of opened.objectStoreNames) {
      const all = opened.transaction(store).objectStore(store);
      for (const what of ["getAll", "getAllKeys"]) kept.push(await new Promise((done) => {
        const asked = all[what](); asked.onsuccess = () => done(asked.result); }));
    }
    opened.close();
  }
  return JSON.stringify(kept);
}"""


def personal(school: SmallSchool) -> set[str]:
    """Names, birth dates as they are written, and numbers of the class's pupils."""
    identities = school.desk.identities([member.pupil_id for member in school.members])
    found = set()
    for member in school.members:
        identity = identities[member.pupil_id]
        found |= {identity["full_name"], identity["personal_number"], identity["birth_date"]}
        if member.birth_date:
            found |= {f"{member.birth_date:%d/%m/%Y}", f"{member.birth_date:%d%m%Y}"}
    return found


def visited(page: Page, base: str) -> list[str]:
    """The pages of the menu and what they link to, each address once."""
    queue, seen = ["/viec"], []
    while queue and len(seen) < VISITS_MAX:
        path = queue.pop(0)
        seen.append(path)
        page.goto(f"{base}{path}")
        links = page.locator("a[href^='/']:not([download])").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        pages = [link for link in links if not link.endswith((".zip", ".pdf", ".xml", ".xlsx")) and "/api/" not in link]
        queue += [link for link in dict.fromkeys(pages) if link not in seen and link not in queue]
    return seen


def test_no_personal_data_in_addresses_storage_logs_or_figures(
    work: Workplace, school: SmallSchool, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = personal(school)
    asked: list[str] = []
    kept: list[str] = []
    with caplog.at_level(logging.DEBUG):
        office = [school.staff(role) for role in (Role.PRINCIPAL, Role.CLERK, Role.IT_OFFICER)]
        for staff in (school.teacher("TOAN"), *office):
            page = work.as_(staff.code)
            page.on("request", lambda request: asked.append(request.url))
            assert len(visited(page, work.base)) > 5
            kept += [page.evaluate(KEPT), json.dumps(page.context.storage_state())]
        public = work.anybody()
        public.on("request", lambda request: asked.append(request.url))
        member, code = school.members[0], school.lookup_ids[0]
        public.goto(work.url(f"/t/{code}"))
        assert member.birth_date
        public.get_by_label("Ngày sinh của học sinh").fill(f"{member.birth_date:%d/%m/%Y}")
        public.get_by_role("button", name="Xem học bạ").click()
        public.get_by_text(member.full_name, exact=True).first.wait_for()
        kept += [public.evaluate(KEPT), json.dumps(public.context.storage_state())]
        health = public.request.get(work.url("/health")).text()
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert len(asked) > 40
    for what, text in (("addresses", "\n".join(map(unquote_plus, asked))), ("storage", "\n".join(kept)),
                       ("logs", logged), ("figures", health)):  # fmt: skip
        assert [secret for secret in secrets if secret in text] == [], what

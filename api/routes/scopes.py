"""Which scope a token needs for an operation of the API: what stands here, else reading for a GET."""

from __future__ import annotations

from collections.abc import Mapping

from api.flows.tokens import Scope

_OPERATIONS: Mapping[Scope, str] = {
    Scope.READ: """
        POST /audit/verifications
        POST /pupils/search
    """,
    Scope.RECORD: """
        POST /roll/calls
        PUT /drafts/{code}/{sheet}
        DELETE /drafts/{code}/{sheet}
        POST /drafts/{code}/{sheet}/paste
        POST /drafts/{code}/{sheet}/workbook
        POST /drafts/{code}/{sheet}/preview
        POST /drafts/{code}/{sheet}/record
        POST /reports/{report}/programme
        POST /reports/{report}/exemptions
        POST /reports/{report}/summer
        POST /reports/{report}/decisions
        POST /corrections
        POST /corrections/{request_id}/withdraw
        POST /data/reconcile
        POST /data/propose
        POST /data/complete
        POST /data/slip
        POST /checks/{check_id}/sample
        POST /checks/{check_id}/findings
        POST /checks/{check_id}/findings/{finding_id}/answer
        POST /checks/{check_id}/close
        POST /cases
        POST /cases/{case_id}/advice
        POST /cases/{case_id}/close
        POST /cases/{case_id}/copy
        POST /cases/{case_id}/withdraw
        POST /audit/ledger-checks
        POST /paper-reports
        POST /board/reminders
        POST /me/phrases
        DELETE /me/phrases/{phrase_id}
        POST /me/inbox/{message_id}/read
        PUT /me/address
    """,
    Scope.SIGN: """
        POST /corrections/{request_id}/approve
        POST /corrections/{request_id}/refuse
        POST /cases/{case_id}/answer
        POST /data/keep
        POST /signing/sign
        POST /signing/confirm
        POST /signing/return
        POST /roster/attestations
        POST /paper-reports/{paper_id}/confirmation
        POST /paper-reports/{paper_id}/withdrawal
    """,
    Scope.ISSUE: """
        GET /office/archive/content
        POST /office/archive/handovers
        POST /signing/open
        POST /signing/seal
        POST /signing/issue
        POST /paper-reports/{paper_id}/seal
        POST /batches
        POST /batches/{batch_id}/continue
        POST /batches/{batch_id}/stop
        POST /batches/{batch_id}/end
        POST /editions/submit
        POST /editions/accept
        POST /editions/reject
        POST /editions/close
        POST /editions/cancel
        POST /editions/recall/request
        POST /editions/recall/grant
        POST /editions/recall/refuse
        POST /editions/amendment/request
        POST /editions/amendment/grant
        POST /editions/amendment/refuse
    """,
    Scope.ADMIN: """
        POST /access/{report}/restriction
        POST /access/{report}/codes
        POST /access/{report}/codes/{code_id}/revocation
        POST /grants
        POST /grants/{grant_id}/revocation
        POST /tokens
        POST /accounts/{staff}/invitation
        PUT /accounts/{staff}/lock
        DELETE /accounts/{staff}/lock
        DELETE /accounts/{staff}/sessions
        DELETE /tokens/{token_id}
        POST /webhooks
        DELETE /webhooks/{webhook_id}
        POST /checks
        POST /checks/{check_id}/withdraw
        POST /roster/enrolments
        POST /roster/placements
        POST /roster/moves
        POST /roster/departures
        POST /roster/returns
        POST /year/deadlines
        POST /year/extensions
        POST /year/locks
        POST /year/reopenings
        POST /year/delegations
        POST /year/revocations
        POST /year/policies
        POST /year/seals/approvals
        POST /year/assignments
        POST /year/assignments/end
        POST /year/assignments/sheet
        POST /year/teams
        POST /year/teams/{team}/members
        POST /year/teams/{team}/leavers
        POST /year/staff
        POST /year/roles
        POST /year/roles/end
        POST /year/documents
        POST /year/bodies
        POST /year/names
        POST /year/media
        POST /year/closing
        POST /year/next
    """,
}

#: Method and address → scope: of every operation behind a token that is no GET, and of a GET that takes a year along.
SCOPES: Mapping[str, Scope] = {
    operation.strip(): scope for scope, listed in _OPERATIONS.items() for operation in listed.strip().splitlines()
}


def scope_of(method: str, path: str) -> Scope:
    """The scope for an operation; one that nobody thought of needs the largest."""
    otherwise = Scope.READ if method in ("GET", "HEAD", "OPTIONS") else Scope.ADMIN
    return SCOPES.get(f"{method} {path.removeprefix('/api/v1')}", otherwise)

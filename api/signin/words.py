"""What accounts are said to be, in both languages."""

from __future__ import annotations

from uuid import UUID

from api.signin.accounts import State
from api.signin.acts import Act
from domain.school_year.state import SchoolYear

#: How an account stands, and the look of its chip.
STATES: dict[State, tuple[str, str, str]] = {
    State.NONE: ("Chưa mời", "Not invited", "draft"),
    State.INVITED: ("Đã mời", "Invited", "info"),
    State.EXPIRED: ("Mã mời hết hạn", "Invitation expired", "warn"),
    State.ACTIVE: ("Đang dùng", "In use", "good"),
    State.PAUSED: ("Tạm khóa do nhập sai", "Paused after failures", "warn"),
    State.LOCKED: ("Đã khóa", "Locked", "bad"),
}

#: How somebody signed in, by ``work.sessions.how``.
WAYS: dict[str, tuple[str, str]] = {
    "DEMO": ("Trình diễn, không mật khẩu", "Demonstration, no password"),
    "PASSWORD": ("Mật khẩu và mã xác nhận", "Password and code"),
    "PASSKEY": ("Khóa truy cập", "Passkey"),
    "OIDC": ("Tài khoản của trường", "The school's account"),
}

_ACTS: dict[Act, tuple[str, str]] = {
    Act.INVITED: ("Cấp mã mời", "Invitation code given"),
    Act.RECOVERY: ("Cấp mã khôi phục", "Recovery code given"),
    Act.ENROLLED: ("Đặt mật khẩu và bước xác nhận thứ hai bằng mã", "Password and second factor set by a code"),
    Act.SIGNED_IN: ("Đăng nhập", "Signed in"),
    Act.FAILED: ("Đăng nhập không thành công", "Sign-in failed"),
    Act.PAUSED: ("Tạm khóa do nhập sai nhiều lần", "Paused after repeated failures"),
    Act.LOCKED: ("Khóa tài khoản", "Account locked"),
    Act.UNLOCKED: ("Mở khóa tài khoản", "Account unlocked"),
    Act.PASSWORD: ("Đổi mật khẩu", "Password changed"),
    Act.TOTP: ("Đổi ứng dụng xác thực", "Authenticator app changed"),
    Act.PASSKEY_ADDED: ("Thêm khóa truy cập", "Passkey added"),
    Act.PASSKEY_REMOVED: ("Bỏ khóa truy cập", "Passkey removed"),
    Act.LINKED: ("Liên kết với tài khoản của trường", "Linked to the school's account"),
    Act.SIGNED_OUT_EVERYWHERE: ("Đăng xuất ở mọi nơi", "Signed out everywhere"),
}


def act_words(act: Act) -> tuple[str, str]:
    """What was done, in both languages."""
    return _ACTS[act]


def code_of(year: SchoolYear, staff_id: UUID | None) -> str | None:
    """The staff code of somebody; None where nobody is known, or he is on the staff no more."""
    found = year.staff.get(staff_id) if staff_id else None
    return found.code if found else None

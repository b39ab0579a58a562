"""Texts of the errors of signing in; importing this module registers them."""

from __future__ import annotations

from domain.messages import MESSAGES

MESSAGES.update(
    {
        "signin.wrong": (
            "Chưa đăng nhập được: mã cán bộ, mật khẩu hoặc mã xác nhận không đúng, hoặc tài khoản đang bị khóa. Sai "
            "{failures} lần thì tài khoản tạm khóa {minutes} phút. Cần giúp, hãy gặp cán bộ phụ trách CNTT.",
            "Not signed in: staff code, password or confirmation code is wrong, or the account is locked. After "
            "{failures} failures it is locked for {minutes} minutes. For help, see the IT officer.",
        ),
        "signin.code": (
            "Mã mời không đúng, đã dùng hoặc đã hết hạn. Hãy xin mã mới ở cán bộ phụ trách CNTT.",
            "The invitation code is wrong, used or expired. Ask the IT officer for a new one.",
        ),
        "signin.begin_again": (
            "Lần đăng nhập này đã quá lâu hoặc không bắt đầu từ trang này. Hãy làm lại từ đầu.",
            "This sign-in has taken too long, or did not begin on this page. Begin again.",
        ),
        "signin.too_many": (
            "Có quá nhiều lần thử từ mạng này. Hãy thử lại sau {minutes} phút.",
            "Too many attempts from this network. Try again in {minutes} minutes.",
        ),
        "signin.no_role": (
            "Vai trò của thầy/cô ở trường này đã kết thúc. Hãy gặp Hiệu trưởng nếu chưa đúng.",
            "Your role at this school has ended. See the principal if that is wrong.",
        ),
        "signin.passkey": (
            "Không xác nhận được bằng khóa truy cập (passkey). Hãy thử lại, hoặc dùng mật khẩu.",
            "The passkey could not be confirmed. Try again, or use your password.",
        ),
        "password.short": (
            "Mật khẩu cần ít nhất {least} ký tự. Một câu dài dễ nhớ là tốt nhất.",
            "A password takes {least} characters at least. A long phrase that you remember is best.",
        ),
        "password.long": (
            "Mật khẩu dài nhất {most} ký tự.",
            "A password has {most} characters at most.",
        ),
        "password.easy": (
            "Mật khẩu này dễ đoán: chứa mã cán bộ, lặp lại hoặc theo thứ tự bàn phím. Hãy chọn một câu khác.",
            "This password is easily guessed: it holds the staff code, repeats itself or follows the keyboard. Choose "
            "another phrase.",
        ),
        "account.password": (
            "Mật khẩu hiện tại không đúng. Chưa thay đổi gì.",
            "The present password is wrong. Nothing was changed.",
        ),
        "account.none": (
            "{staff} chưa có tài khoản trên hệ thống này.",
            "{staff} has no account here.",
        ),
        "account.last_factor": (
            "Phải còn ít nhất một bước xác nhận thứ hai. Hãy thêm cách khác trước khi bỏ cách này.",
            "One second factor at least must remain. Add another before you take this one away.",
        ),
        "account.totp": (
            "Mã xác nhận không đúng. Hãy xem lại giờ của điện thoại, rồi nhập mã đang hiện.",
            "The confirmation code is wrong. Check the phone's clock, then enter the code shown now.",
        ),
        "account.unknown_item": (
            "Không có mục này trong tài khoản của thầy/cô.",
            "There is no such item in your account.",
        ),
        "oidc.unreachable": (
            "Dịch vụ đăng nhập của trường không trả lời ({reason}). Hãy thử lại sau, hoặc dùng mật khẩu.",
            "The school's sign-in service does not answer ({reason}). Try again later, or use your password.",
        ),
        "oidc.refused": (
            "Dịch vụ đăng nhập của trường không xác nhận lần đăng nhập này ({reason}). Hãy làm lại từ đầu.",
            "The school's sign-in service does not confirm this sign-in ({reason}). Begin again.",
        ),
        "oidc.settings": (
            "Để đăng nhập qua dịch vụ của trường, cần đặt HOCBA_OIDC_ISSUER, HOCBA_OIDC_CLIENT_ID và "
            "HOCBA_OIDC_CLIENT_SECRET; ở chế độ production địa chỉ phải là https.",
            "Signing in by the school's service takes HOCBA_OIDC_ISSUER, HOCBA_OIDC_CLIENT_ID and "
            "HOCBA_OIDC_CLIENT_SECRET; in production the address must be https.",
        ),
    }
)

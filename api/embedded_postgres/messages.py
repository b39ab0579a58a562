"""Texts of the starter's errors, by permanent code; registered with the domain's when first imported."""

from __future__ import annotations

import domain.messages

MESSAGES: dict[str, tuple[str, str]] = {
    "postgres.no_binary": (
        "Không chạy được PostgreSQL kèm theo trên máy này ({reason}). Hãy dùng PostgreSQL 15 trở lên đã cài sẵn: "
        "đặt HOCBA_DATABASE_URL và HOCBA_OWNER_DATABASE_URL.",
        "The PostgreSQL that comes with this program does not run on this machine ({reason}). Use an installed "
        "PostgreSQL 15 or later: set HOCBA_DATABASE_URL and HOCBA_OWNER_DATABASE_URL.",
    ),
    "postgres.no_user": (
        "PostgreSQL không chạy dưới quyền root, và máy này không có người dùng nào trong số {names} để chạy thay. "
        "Hãy chạy chương trình bằng một người dùng thường.",
        "PostgreSQL refuses to run as root, and this machine has none of the users {names} to run it instead. "
        "Run the program as an ordinary user.",
    ),
    "postgres.nameless_user": (
        "Người dùng số {uid} không có tên trên máy này, mà PostgreSQL cần có tên. Hãy chạy bằng người dùng có tên, "
        "hoặc đặt HOCBA_DATABASE_URL và HOCBA_OWNER_DATABASE_URL.",
        "User id {uid} has no name on this machine, and PostgreSQL needs one. Run as a user with a name, "
        "or set HOCBA_DATABASE_URL and HOCBA_OWNER_DATABASE_URL.",
    ),
    "postgres.other_user": (
        "Dữ liệu PostgreSQL ở {folder} thuộc về người dùng {owner}, còn chương trình đang chạy bằng {user}. "
        "Hãy chạy bằng {owner}, hoặc đặt HOCBA_DATA sang một thư mục khác.",
        "The PostgreSQL data in {folder} belongs to user {owner}, but the program runs as {user}. "
        "Run it as {owner}, or set HOCBA_DATA to another folder.",
    ),
    "postgres.pointer": (
        "Tệp {pointer} phải trỏ tới dữ liệu PostgreSQL của chính thư mục này, nhưng lại ghi {found}. Nếu thư mục "
        "này là bản sao, hãy xóa tệp đó để bắt đầu với cơ sở dữ liệu trống.",
        "File {pointer} must point at the PostgreSQL data of this very folder, but says {found}. If this folder "
        "is a copy, delete that file to begin with an empty database.",
    ),
    "postgres.folder": (
        "Không tạo hoặc không đọc được {folder} ({reason}). Hãy kiểm tra quyền và dung lượng đĩa.",
        "Cannot make or read {folder} ({reason}). Check its permissions and the free space of the disk.",
    ),
    "postgres.socket_folder": (
        "Thư mục {folder} phải là thư mục riêng (0700) của người dùng {user}, nhưng không phải vậy. "
        "Hãy xem ai đã tạo ra nó rồi xóa nó đi.",
        "Folder {folder} must be a private folder (0700) of user {user}, but is not. See who made it, then remove it.",
    ),
    "postgres.busy": (
        "Một tiến trình khác đang khởi động hoặc dừng PostgreSQL và giữ khóa {lock} quá {seconds} giây. Hãy thử lại.",
        "Another process is starting or stopping PostgreSQL and has held {lock} for {seconds} seconds. Try again.",
    ),
    "postgres.initdb_failed": (
        "Không tạo được dữ liệu PostgreSQL ở {folder}. initdb báo: {output}",
        "Could not make the PostgreSQL data in {folder}. initdb says: {output}",
    ),
    "postgres.version": (
        "Dữ liệu ở {folder} do PostgreSQL {found} tạo ra, còn chương trình này kèm PostgreSQL {ours}. Hãy cài lại "
        "{distribution} bản {found}, sao lưu bằng pg_dump, rồi khôi phục vào một HOCBA_DATA mới.",
        "The data in {folder} was made by PostgreSQL {found}, and this program brings PostgreSQL {ours}. Install "
        "{distribution} {found} again, save it with pg_dump, and restore it into a new HOCBA_DATA.",
    ),
    "postgres.start_failed": (
        "PostgreSQL không khởi động được với dữ liệu ở {folder}. PostgreSQL báo: {output}",
        "PostgreSQL did not start on the data in {folder}. It says: {output}",
    ),
    "postgres.no_answer": (
        "PostgreSQL trên dữ liệu ở {folder} đang chạy nhưng không trả lời sau {seconds} giây ({reason}). "
        "Có thể nó đang phục hồi sau sự cố: hãy thử lại; nếu vẫn vậy, hãy xem nhật ký trong {log}.",
        "PostgreSQL on the data in {folder} is alive but did not answer for {seconds} seconds ({reason}). "
        "It may be recovering from a crash: try again; if that does not help, read the log in {log}.",
    ),
    "postgres.stop_failed": (
        "Không dừng được PostgreSQL trên dữ liệu ở {folder}: {reason}. Hãy thử lại.",
        "Could not stop the PostgreSQL on the data in {folder}: {reason}. Try again.",
    ),
    "postgres.database_name": (
        "Tên cơ sở dữ liệu {name!r} không hợp lệ: dùng chữ thường a–z, chữ số và dấu gạch dưới, bắt đầu bằng chữ, "
        "tối đa {longest} ký tự.",
        "Database name {name!r} is not valid: use a-z, digits and underscores, begin with a letter, "
        "at most {longest} characters.",
    ),
    "postgres.database": (
        "PostgreSQL không thực hiện được yêu cầu với cơ sở dữ liệu {name}: {reason}. Hãy thử lại.",
        "PostgreSQL did not do what was asked with database {name}: {reason}. Try again.",
    ),
}

domain.messages.MESSAGES.update(MESSAGES)

"""Texts of the ledger's and the migrations' errors, in Vietnamese and English (domain.messages)."""

from __future__ import annotations

from domain import messages

MESSAGES: dict[str, tuple[str, str]] = {
    "command.reused": (
        "Mã lệnh {command} đã dùng cho một nội dung khác (vị trí {position}). Hãy gửi nội dung mới với mã lệnh mới.",
        "Command id {command} was used before with other input (position {position}). "
        "Send the new input under a new command id.",
    ),
    "ledger.append_only": (
        "Sổ cái từ chối thay đổi: {message}. Muốn sửa, hãy ghi thêm một sự kiện mới.",
        "The ledger refuses change: {message}. To correct, append a new event.",
    ),
    "ledger.blob_missing": (
        "Sổ của trường {school} không có tệp {sha256}, hoặc nội dung tệp không khớp mã băm. "
        "Hãy dừng lại và chạy hocba audit verify.",
        "The ledger of school {school} has no blob {sha256}, or its content is not what the digest says. "
        "Stop, and run hocba audit verify.",
    ),
    "ledger.blob_unnamed": (
        "Tệp {sha256} không được sự kiện nào của lệnh này nêu tên. Hãy đưa mã băm SHA-256 của tệp vào sự kiện.",
        "No event of this command names blob {sha256}. Put its SHA-256 digest into the event.",
    ),
    "ledger.busy": (
        "Người khác vừa ghi trước ({state}: {message}). Hãy đọc lại rồi thử lại.",
        "Somebody else was faster ({state}: {message}). Load again and decide again.",
    ),
    "ledger.call": (
        "Lời gọi sổ cái không đúng: {message}.",
        "The call of the ledger is malformed: {message}.",
    ),
    "ledger.checkpoint_moved": (
        "Điểm kiểm tra cuối cùng ở cỡ {found}, không phải {expected}. Hãy đọc lại rồi thử lại.",
        "The last checkpoint is of size {found}, not {expected}. Load it and try again.",
    ),
    "ledger.checkpoint_refused": (
        "Điểm kiểm tra bị từ chối: cỡ {size} phải lớn hơn {previous} và không quá {head}; "
        "giờ {at} phải sau {latest} và không ở tương lai.",
        "Checkpoint refused: size {size} must exceed {previous} and not exceed {head}; "
        "time {at} must be after {latest} and not in the future.",
    ),
    "ledger.checkpoint_taken": (
        "Một tiến trình khác vừa công bố điểm kiểm tra. Hãy đọc lại rồi thử lại.",
        "Another publisher was faster. Load the last checkpoint and try again.",
    ),
    "ledger.clock": (
        "Giờ {found} lệch hơn một phút so với giờ của cơ sở dữ liệu {expected}. Hãy lấy giờ từ sổ cái.",
        "Time {found} is more than a minute off the database's {expected}. Take the time from the ledger.",
    ),
    "ledger.command_running": (
        "Cùng lệnh này đang được ghi ở nơi khác. Hãy thử lại để nhận câu trả lời của nó.",
        "The same command is being recorded elsewhere. Try again to get its answer.",
    ),
    "ledger.command_mixed": (
        "Các sự kiện của một lệnh phải cùng mã lệnh, người làm và thời điểm; {name} khác nhau.",
        "The entries of one command share its id, actor and time; these differ in {name}.",
    ),
    "ledger.constraint": (
        "Cơ sở dữ liệu từ chối giá trị (ràng buộc {constraint}): {message}.",
        "The database refuses the value (constraint {constraint}): {message}.",
    ),
    "ledger.damaged": (
        "Dữ liệu trên đĩa bị hỏng ({state}: {message}). Hãy dừng lại và khôi phục từ bản sao lưu.",
        "Data on disk is damaged ({state}: {message}). Stop, and restore from a backup.",
    ),
    "ledger.database": (
        "Cơ sở dữ liệu báo lỗi ({state}): {message}. Có thể lược đồ chưa đúng phiên bản: hãy chạy hocba migrate.",
        "The database answered with an error ({state}): {message}. The schema may be of another version: "
        "run hocba migrate.",
    ),
    "ledger.entry_differs": (
        "Sổ của trường {school}, vị trí {position} ({topic}): {name} trong bản ghi là {found}, trong cột là "
        "{expected}. Dữ liệu đã bị sửa; hãy chạy hocba audit verify.",
        "Ledger of school {school}, position {position} ({topic}): the entry says {name} {found}, the column "
        "{expected}. Stored data was changed; run hocba audit verify.",
    ),
    "ledger.entry_foreign": (
        "Bản ghi thuộc trường {found}, không phải trường {school}; bị từ chối.",
        "The entry belongs to school {found}, not to {school}; refused.",
    ),
    "ledger.entry_missing": (
        "Sổ của trường {school} không có vị trí {position}, dù sổ có {size} bản ghi. Hãy chạy hocba audit verify.",
        "The ledger of school {school} lacks position {position} of its {size} entries. Run hocba audit verify.",
    ),
    "ledger.entry_too_long": (
        "Sự kiện {topic} dài {found} byte; tối đa {expected}. Hãy rút ngắn văn bản hoặc gửi thành tệp đính kèm.",
        "Event {topic} takes {found} bytes; at most {expected}. Shorten its texts or send them as a blob.",
    ),
    "ledger.entry_unreadable": (
        "Sổ của trường {school}, vị trí {position} ({topic}): bản ghi không đọc được: {message}. "
        "Hãy chạy hocba audit verify.",
        "Ledger of school {school}, position {position} ({topic}): the entry cannot be read: {message}. "
        "Run hocba audit verify.",
    ),
    "ledger.erased_before": (
        "Giá trị cá nhân này đã được xóa theo quyết định; không ghi lại được cùng cam kết. Hãy tạo cam kết mới.",
        "This personal value was erased by a decision and cannot come back. Commit to it anew.",
    ),
    "ledger.event_changes": (
        "Sự kiện {topic} ghi ra rồi đọc lại không còn như cũ, nên không được ghi: {message}. "
        "Đây là lỗi của chương trình.",
        "Event {topic} does not read back as it was written, so it is not recorded: {message}. "
        "This is a fault of the program.",
    ),
    "ledger.event_repeated": (
        "Một sự kiện với mã này đã được ghi dưới một lệnh khác.",
        "An event with this id was recorded before, under another command.",
    ),
    "ledger.guard_moved": (
        "Căn cứ của quyết định (dòng {stream}) đã đổi từ phiên bản {expected} sang {found}. "
        "Hãy đọc lại rồi quyết định lại.",
        "What the decision rested on (stream {stream}) has moved from version {expected} to {found}. "
        "Load again and decide again.",
    ),
    "ledger.heads_touched": (
        "Vị trí tiếp theo của sổ đã có người chiếm: bảng ledger.heads đã bị sửa. "
        "Hãy dừng lại và chạy hocba audit verify.",
        "The ledger's next position is taken: somebody touched ledger.heads. Stop, and run hocba audit verify.",
    ),
    "ledger.nothing": (
        "Lệnh không có sự kiện nào để ghi.",
        "The command has no event to record.",
    ),
    "ledger.no_test_clock": (
        "Không đặt được giờ: {message}. Chỉ cơ sở dữ liệu tạo bằng migrate --test-clock mới cho phép.",
        "The clock cannot be set: {message}. Only a database made by migrate --test-clock allows it.",
    ),
    "ledger.owner": (
        "Chương trình đang dùng tài khoản {role} ({reason}). Hãy đặt HOCBA_DATABASE_URL là tài khoản ứng dụng, "
        "không phải chủ sở hữu.",
        "The program runs as {role} ({reason}). Set HOCBA_DATABASE_URL to the application's role, not the owner's.",
    ),
    "ledger.personal_differs": (
        "Giá trị cá nhân lưu trong sổ của trường {school} không khớp cam kết {commitment}. "
        "Dữ liệu đã bị sửa; hãy chạy hocba audit verify.",
        "A personal value stored for school {school} does not match its commitment {commitment}. "
        "Stored data was changed; run hocba audit verify.",
    ),
    "ledger.personal_uncommitted": (
        "Giá trị cá nhân {field} không có cam kết trong sự kiện nào của lệnh này.",
        "No event of this command holds the commitment of personal value {field}.",
    ),
    "ledger.personal_unknown": (
        "Không có giá trị cá nhân với cam kết {commitment}: chưa từng ghi, hoặc đã xóa.",
        "There is no personal value with commitment {commitment}: never recorded, or erased before.",
    ),
    "ledger.privilege": (
        "Cơ sở dữ liệu không cho phép ({state}): {message}. Hãy chạy hocba migrate để cấp lại quyền.",
        "The database does not permit this ({state}): {message}. Run hocba migrate to grant the rights anew.",
    ),
    "ledger.school_unknown": (
        "Trường {school} chưa mở sổ. Hãy chạy hocba school load.",
        "School {school} has no ledger yet. Run hocba school load.",
    ),
    "ledger.stamp_refused": (
        "Không có mốc niêm phong nào ở cỡ {size} với văn bản này, nên dấu thời gian không được lưu. "
        "Hãy đọc lại mốc cuối cùng rồi thử lại.",
        "There is no checkpoint of size {size} with this text, so the timestamp is not kept. "
        "Load the last checkpoint and try again.",
    ),
    "ledger.stream_moved": (
        "Người khác vừa ghi vào dòng {stream}: đang ở phiên bản {found}, không phải {expected}. "
        "Hãy đọc lại rồi quyết định lại.",
        "Somebody else was faster: stream {stream} is at version {found}, not {expected}. Load again and decide again.",
    ),
    "ledger.stream_taken": (
        "Phiên bản tiếp theo của dòng đã có người ghi. Hãy đọc lại rồi quyết định lại.",
        "The next version of the stream is taken. Load again and decide again.",
    ),
    "ledger.tile_contradicts": (
        "Ô cây {level}/{index} rộng {width} đã công bố với mã băm khác. Hãy dừng lại và chạy hocba audit verify.",
        "Tile {level}/{index} of width {width} was published with other hashes. Stop, and run hocba audit verify.",
    ),
    "ledger.tile_missing": (
        "Sổ của trường {school} không có ô cây {level}/{index} rộng {width}.",
        "The ledger of school {school} has no tile {level}/{index} of width {width}.",
    ),
    "ledger.topic_unknown": (
        "Tên sự kiện {topic} không có trong danh mục. Chương trình này có thể cũ hơn sổ cái.",
        "Topic {topic} is not in the registry. This program may be older than the ledger.",
    ),
    "ledger.unavailable": (
        "Cơ sở dữ liệu tạm thời không phục vụ được ({state}): {message}. Hãy thử lại.",
        "The database cannot answer now ({state}): {message}. Try again.",
    ),
    "ledger.disk_full": (
        "Ổ đĩa của cơ sở dữ liệu đã đầy, chưa ghi gì cả: {message}. Hãy giải phóng dung lượng rồi chạy lại lệnh này.",
        "The database's disk is full, and nothing was recorded: {message}. Free some space, then run the same command "
        "again.",
    ),
    "ledger.unreachable": (
        "Mất kết nối tới cơ sở dữ liệu: {message}. Hãy gửi lại cùng mã lệnh: nếu lần trước đã ghi, "
        "câu trả lời cũ sẽ được trả lại.",
        "The database is out of reach: {message}. Send the same command again: if it was recorded, "
        "its first answer comes back.",
    ),
    "migrate.changed": (
        "Tệp {file}.sql đã áp dụng nhưng nay nội dung khác. Hãy khôi phục tệp; thay đổi mới phải là số tiếp theo.",
        "{file}.sql was applied and has changed since. Restore it; a new change is the next number.",
    ),
    "migrate.name": (
        "Tệp {file}: tên sai dạng hoặc trùng số (dạng đúng: 0001_viec_gi.sql).",
        "{file}: misnamed, or its number is taken (like 0001_what_it_does.sql).",
    ),
    "migrate.newer": (
        "Cơ sở dữ liệu đã có bước {number} mà chương trình này không biết. Hãy dùng phiên bản mới hơn.",
        "The database has migration {number}, which this program does not know. Use a newer version.",
    ),
    "migrate.reader": (
        "Không tạo được hoặc không cấp được vai trò {reader} cho {role}. Hãy cấp CREATEROLE cho chủ sở hữu, "
        "hoặc nhờ quản trị viên tạo vai trò và cấp nó.",
        "Role {reader} cannot be made or given to {role}. Give the owner CREATEROLE, "
        "or have an administrator make the role and grant it.",
    ),
    "migrate.role_missing": (
        "Vai trò {role} của HOCBA_DATABASE_URL chưa có trên máy chủ. Hãy tạo nó trước (CREATE ROLE {role} LOGIN).",
        "Role {role} of HOCBA_DATABASE_URL does not exist on the server. Make it first (CREATE ROLE {role} LOGIN).",
    ),
    "migrate.role_too_strong": (
        "Vai trò {role} là siêu người dùng, bỏ qua bảo mật dòng, hoặc là chủ sở hữu. "
        "Ứng dụng cần một vai trò riêng không có các quyền đó.",
        "Role {role} is a superuser, bypasses row-level security, or is the owner. "
        "The application needs a role of its own without these.",
    ),
    "migrate.test_clock_late": (
        "Sổ đã có trường: không thể đánh dấu --test-clock nữa. Hãy tạo cơ sở dữ liệu mới.",
        "The ledger holds a school already: too late for --test-clock. Make a new database.",
    ),
    "school.open_already": (
        "Sổ của trường này đã mở. Sổ đã có không bao giờ mở lại từ đầu.",
        "This school's ledger is open already. An existing ledger is never made anew.",
    ),
}

messages.MESSAGES.update(MESSAGES)

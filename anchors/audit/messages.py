"""Texts of the audit's findings, in Vietnamese and English (domain.messages)."""

from __future__ import annotations

from domain import messages

MESSAGES: dict[str, tuple[str, str]] = {
    "audit.unknown": (
        "Cơ sở dữ liệu này không có sổ cái của trường {school}.",
        "This database has no ledger of school {school}.",
    ),
    "audit.checkpoint_chain": (
        "Mốc niêm phong {position} nói mốc trước nó ở cỡ {found}, nhưng mốc trước là {expected}: có mốc đã bị xóa "
        "hoặc sửa.",
        "Checkpoint {position} says that it follows size {found}, but the one before is {expected}: one was removed or"
        " changed.",
    ),
    "audit.checkpoint_column": (
        "Mốc niêm phong {position}: cột {what} là {found}, văn bản đã ký nói {expected}.",
        "Checkpoint {position}: column {what} is {found}, its signed text says {expected}.",
    ),
    "audit.checkpoint_note": (
        "Mốc niêm phong {position} không đọc được: {found}",
        "Checkpoint {position} cannot be read: {found}",
    ),
    "audit.checkpoint_origin": (
        "Mốc niêm phong {position} thuộc sổ cái {found}, không phải {expected}.",
        "Checkpoint {position} belongs to the ledger {found}, not to {expected}.",
    ),
    "audit.checkpoint_root": (
        "Bản ghi {place} không khớp với mốc niêm phong {what}: gốc cây tính lại là {found}, mốc nói {expected}. "
        "Ô cây đã lưu cũng không khớp: lịch sử đã được dựng lại hoặc chính mốc đã bị sửa.",
        "Entries {place} do not give checkpoint {what}: the recomputed root is {found}, the checkpoint says {expected}."
        " The stored tiles do not give it either: the history was rebuilt, or the checkpoint itself was changed.",
    ),
    "audit.checkpoint_signature": (
        "Chữ ký của mốc niêm phong {position} không hợp lệ với khóa {expected}: {found}",
        "The signature of checkpoint {position} is not valid under the key {expected}: {found}",
    ),
    "audit.checkpoint_time": (
        "Mốc niêm phong {position} ghi giờ {found}: không sau mốc trước, hoặc ở tương lai.",
        "Checkpoint {position} has the time {found}: not after the one before, or in the future.",
    ),
    "audit.column_differs": (
        "Bản ghi {position}: cột {what} là {found}, trong bản ghi là {expected}.",
        "Entry {position}: column {what} is {found}, the entry says {expected}.",
    ),
    "audit.command_differs": (
        "Bản ghi {position} thuộc lệnh {expected}, bảng lệnh nói {found}.",
        "Entry {position} belongs to command {expected}, the table of commands says {found}.",
    ),
    "audit.command_empty": (
        "Lệnh {what} nhận các bản ghi {place}, nhưng không có bản ghi nào ở đó.",
        "Command {what} claims entries {place}, where there are none.",
    ),
    "audit.command_missing": (
        "Từ bản ghi {position}: không có lệnh nào đã ghi nó (mã lệnh trong bản ghi: {what}). "
        "Có thể đã ghi vòng qua ledger.append.",
        "From entry {position} on: no command recorded it (command id in the entry: {what}). "
        "It may have been written around ledger.append.",
    ),
    "audit.command_overlaps": (
        "Lệnh {what} bắt đầu ở {found}, nơi một lệnh khác đã nhận bản ghi (cần {expected}).",
        "Command {what} begins at {found}, which another command claims (expected {expected}).",
    ),
    "audit.document_differs": (
        "Tệp {what} đã bị thay đổi: mã băm của nội dung là {found}.",
        "Document {what} was changed: the digest of its content is {found}.",
    ),
    "audit.document_missing": (
        "Bản ghi {position} nêu tệp {what}, nhưng tệp không còn trong sổ.",
        "Entry {position} names document {what}, which is not in the ledger.",
    ),
    "audit.document_unnamed": (
        "Tệp {what} không được bản ghi nào nêu tên.",
        "Document {what} is named by no entry.",
    ),
    "audit.entry_beyond": (
        "Bản ghi {place} nằm sau cuối sổ ({expected}): đã được chèn vòng qua ledger.append, hoặc số đếm đã bị giảm.",
        "Entries {place} stand beyond the head ({expected}): inserted around ledger.append, or the head was lowered.",
    ),
    "audit.entry_changed": (
        "Bản ghi {position} không khớp với mốc niêm phong đã công bố: nội dung khác với bản đã niêm phong "
        "ở mốc {what}.",
        "Entry {position} does not fit the published checkpoint: it differs from the one anchored "
        "at checkpoint {what}.",
    ),
    "audit.entry_doubled": (
        "Vị trí {position} có thêm một bản ghi nữa, hoặc nằm ngoài sổ.",
        "Position {position} has one more entry, or lies outside the ledger.",
    ),
    "audit.entry_inserted": (
        "Bản ghi {position} đã được chèn vào: nó không có ở mốc niêm phong {what}, các bản ghi sau bị đẩy lùi.",
        "Entry {position} was inserted: it is not under checkpoint {what}, and those behind it were pushed back.",
    ),
    "audit.entry_invalid": (
        "Bản ghi {position} ({what}) không hợp lệ theo định nghĩa sự kiện: {found}",
        "Entry {position} ({what}) is not valid for its event: {found}",
    ),
    "audit.entry_missing": (
        "Thiếu bản ghi {place}: đã bị xóa.",
        "Entries {place} are missing: they were deleted.",
    ),
    "audit.entry_moved": (
        "Bản ghi {place} đã bị đổi chỗ: ở mốc niêm phong {what} chúng nằm từ vị trí {found}.",
        "Entries {place} were moved: under checkpoint {what} they stand from position {found} on.",
    ),
    "audit.entry_removed": (
        "Bản ghi ở vị trí {position} đã bị xóa: bản được niêm phong ở mốc {what} không còn, "
        "các bản ghi sau bị dồn lên.",
        "The entry at position {position} was removed: the one under checkpoint {what} is gone, those behind moved up.",
    ),
    "audit.entry_spelling": (
        "Bản ghi {position} đọc được nhưng không viết đúng như chương trình này viết.",
        "Entry {position} can be read, but is not spelt as this program writes.",
    ),
    "audit.entry_unreadable": (
        "Bản ghi {position} không đọc được: {found}",
        "Entry {position} cannot be read: {found}",
    ),
    "audit.erased": (
        "{what} giá trị cá nhân đã được xóa theo quyết định có ghi trong sổ; mọi chứng minh vẫn đúng.",
        "{what} identity values were lawfully erased, as the ledger records; every proof still holds.",
    ),
    "audit.erasure_differs": (
        "Bảng xóa dữ liệu cá nhân và sổ cái không khớp về {what}: sổ nói bản ghi {expected}, bảng nói {found}.",
        "The table of erasures and the ledger differ about {what}: the ledger says entry {expected}, "
        "the table {found}.",
    ),
    "audit.evidence_differs": (
        "Bản ghi {position} và ô cây {what} không khớp nhau, và không mốc niêm phong nào cho biết bên nào đúng.",
        "Entry {position} and tile {what} differ, and no checkpoint tells which one is right.",
    ),
    "audit.head_missing": (
        "Trường này có bản ghi nhưng không có dòng đầu sổ (ledger.heads): dòng đó đã bị xóa.",
        "This school has entries but no row in ledger.heads: the row was deleted.",
    ),
    "audit.kept_differs": (
        "Hai lịch sử khác nhau: sổ cái không cho ra gốc của mốc niêm phong đã giữ {what} (cỡ {until}; gốc đã giữ "
        "{expected}, gốc tính lại {found}). Khác biệt nằm trong bản ghi {place}. Hãy giữ mốc đó và báo Sở.",
        "Two histories: the ledger does not give the root of the kept checkpoint {what} (size {until}; kept {expected},"
        " recomputed {found}). The difference lies in entries {place}. Keep that checkpoint and tell the Department.",
    ),
    "audit.kept_fits": (
        "Khớp với mốc niêm phong đã giữ {what}: {until} bản ghi đầu đúng là những bản ghi khi đó. "
        "Kết luận này không dựa vào lời của trường.",
        "Fits the kept checkpoint {what}: the first {until} entries are those of that time. "
        "This does not rest on the school's word.",
    ),
    "audit.kept_foreign": (
        "Mốc niêm phong đã giữ {what} thuộc sổ cái {found}, không phải của trường {expected}.",
        "The kept checkpoint {what} belongs to the ledger {found}, not to school {expected}.",
    ),
    "audit.kept_longer": (
        "Sổ cái ngắn hơn mốc niêm phong đã giữ {what}: thiếu bản ghi {place}.",
        "The ledger is shorter than the kept checkpoint {what}: entries {place} are missing.",
    ),
    "audit.kept_unread": (
        "Mốc niêm phong đã giữ {what} không dùng được: {found}",
        "The kept checkpoint {what} cannot be used: {found}",
    ),
    "audit.kept_timestamp": (
        "Dấu thời gian {what}.tsr không dùng được cho mốc niêm phong đã giữ {what}: {found}",
        "The timestamp {what}.tsr does not hold for the kept checkpoint {what}: {found}",
    ),
    "audit.kept_timestamped": (
        "Mốc niêm phong đã giữ {what} đã có không muộn hơn {found}, theo lời {expected}.",
        "The kept checkpoint {what} existed at {found} at the latest, on the word of {expected}.",
    ),
    "audit.no_timestamp": (
        "Không có dấu thời gian nào được tính: mọi thời điểm trong sổ là lời của trường, và dấu thời gian có bị gỡ bỏ "
        "hay không thì không biết được.",
        "No timestamp counts: every time in this ledger is the school's word, and whether timestamps were taken out "
        "cannot be told.",
    ),
    "audit.no_checkpoint": (
        "Chưa có mốc niêm phong nào: chỉ cơ sở dữ liệu bảo đảm các bản ghi. Hãy chạy: hocba anchor publish.",
        "There is no checkpoint yet: only the database vouches for the entries. Run: hocba anchor publish.",
    ),
    "audit.no_key": (
        "Không có khóa xác minh: chữ ký của các mốc niêm phong chưa được kiểm tra. Hãy thêm --key verifier.key.",
        "No verifier key: the signatures of the checkpoints were not checked. Add --key verifier.key.",
    ),
    "audit.not_covered": (
        "Được niêm phong đến bản ghi {what}; bản ghi {place} chưa có mốc niêm phong, chỉ cơ sở dữ liệu bảo đảm.",
        "Covered up to entry {what}; entries {place} are under no checkpoint yet, only the database vouches for them.",
    ),
    "audit.own_word": (
        "Khóa niêm phong do trường giữ, nên mốc của chính trường không chứng minh điều gì chống lại trường. "
        "Muốn vậy cần một mốc mà người ngoài đã giữ: --checkpoint TỆP.",
        "The school holds its log key, so its own checkpoints prove nothing against the school. "
        "For that a checkpoint kept by an outsider is needed: --checkpoint FILE.",
    ),
    "audit.protection": (
        "Bảo vệ của cơ sở dữ liệu không còn nguyên: {what}; cần {expected}, thấy {found}.",
        "The database's protection is not intact: {what}; expected {expected}, found {found}.",
    ),
    "audit.protection_unchecked": (
        "Chưa kiểm tra bộ kích hoạt, quyền và bảo mật theo dòng của cơ sở dữ liệu.",
        "Triggers, rights and row-level security of the database were not checked.",
    ),
    "audit.request_differs": (
        "Bản ghi {position} duyệt đề nghị {what} có mã băm {expected}; mã băm của đề nghị trong sổ: {found}.",
        "Entry {position} approves request {what} by the digest {expected}; the digest of the request here: {found}.",
    ),
    "audit.row_differs": (
        "Dữ liệu đọc {what} không như dựng lại từ sổ cái: sổ cái cho {expected}, đang lưu {found}. Dựng lại bằng: "
        "hocba projections rebuild.",
        "Read model {what} is not as a replay of the ledger gives it: expected {expected}, found {found}. Make it anew "
        "with: hocba projections rebuild.",
    ),
    "audit.rows_behind": (
        "Dữ liệu đọc {what} mới đến bản ghi {found}, sổ cái có {expected}; đã so tại vị trí đó.",
        "Read model {what} is at entry {found} of {expected}; it was compared as of there.",
    ),
    "audit.rows_stopped": (
        "Không so được dữ liệu đọc với sổ cái: dựng lại dừng vì {found}.",
        "The read models could not be compared: the replay stopped, {found}.",
    ),
    "audit.rows_unchecked": (
        "Chưa so dữ liệu đọc với sổ cái.",
        "The read models were not compared with the ledger.",
    ),
    "audit.shorter": (
        "Sổ cái ngắn hơn mốc niêm phong đã công bố ({found} < {expected}): thiếu bản ghi {place}. "
        "Phần đuôi đã bị cắt, hoặc đã khôi phục một bản sao cũ.",
        "The ledger is shorter than published ({found} < {expected}): entries {place} are missing. "
        "The tail was cut, or an old copy was restored.",
    ),
    "audit.stream_gap": (
        "Bản ghi {position}: luồng {what} tiếp ở phiên bản {found}, phải là {expected}.",
        "Entry {position}: stream {what} goes on with version {found}, expected {expected}.",
    ),
    "audit.test_clock": (
        "Cơ sở dữ liệu này có đồng hồ thử nghiệm: giờ trong sổ có thể đã được đặt.",
        "This database has a test clock: the times in its ledger may have been set.",
    ),
    "audit.timestamp_differs": (
        "Dấu thời gian của mốc niêm phong {position} cấp cho một văn bản khác ({found}): mốc đã bị thay sau khi "
        "công bố.",
        "The timestamp of checkpoint {position} is over another note ({found}): the checkpoint was replaced after it "
        "was published.",
    ),
    "audit.timestamp_early": (
        "Mốc niêm phong {position} ghi giờ {expected}, nhưng dịch vụ cấp dấu thời gian đã thấy nó từ {found}.",
        "Checkpoint {position} has the time {expected}, but the timestamp service saw it at {found} already.",
    ),
    "audit.timestamp_late": (
        "Mốc niêm phong {position} ghi giờ {expected}, dấu thời gian là {found}: khoảng giữa chỉ là lời của trường. "
        "Dịch vụ đã ngừng lúc đó, hoặc mốc được làm ra về sau.",
        "Checkpoint {position} has the time {expected}, its timestamp {found}: what lies between is the school's word. "
        "The service was away then, or the checkpoint was made later.",
    ),
    "audit.timestamp_no_roots": (
        "{what} dấu thời gian chỉ được kiểm tra mã băm và chữ ký: ai cũng có thể đã ký. Hãy thêm --trust roots.pem.",
        "{what} timestamps were checked for digest and signature only: anybody may have signed them. Add --trust "
        "roots.pem.",
    ),
    "audit.timestamp_orphan": (
        "Có dấu thời gian của một mốc niêm phong ở cỡ {position} không còn trong sổ ({found}): mốc đã bị xóa.",
        "There is a timestamp of a checkpoint at size {position} that is not here any more ({found}): it was removed.",
    ),
    "audit.timestamp_unread": (
        "Dấu thời gian của mốc niêm phong {position} không dùng được: {found}",
        "The timestamp of checkpoint {position} cannot be used: {found}",
    ),
    "audit.timestamp_untrusted": (
        "Dấu thời gian của {expected} ({what}{place}) không chứng minh điều gì ở đây: {found}",
        "The timestamp by {expected} ({what}{place}) proves nothing here: {found}",
    ),
    "audit.timestamped": (
        "{what} dấu thời gian được tin cậy, sớm nhất {expected}, mới nhất {found}: bản ghi {place} đã có lúc đó, không "
        "thể được làm ra về sau.",
        "{what} timestamps of trusted services, the first {expected}, the last {found}: entries {place} existed then "
        "and were not made later.",
    ),
    "audit.tile_above_differs": (
        "Ô cây {what} không khớp với các ô bên dưới ở bản ghi {place}: một trong hai đã bị thay đổi.",
        "Tile {what} does not fit the tiles below it at entries {place}: one of them was changed.",
    ),
    "audit.tile_beyond": (
        "Ô cây {what} vượt quá mốc niêm phong cuối cùng: mốc sau đó đã bị xóa.",
        "Tile {what} goes beyond the last checkpoint: a later one was removed.",
    ),
    "audit.tile_differs": (
        "Ô cây {what} đã bị thay đổi ở bản ghi {place}; các bản ghi thì đúng với mốc niêm phong.",
        "Tile {what} was changed at entries {place}; the entries are those of the checkpoint.",
    ),
    "audit.tile_missing": (
        "Thiếu ô cây {what} (từ bản ghi {position}).",
        "Tile {what} is missing (from entry {position} on).",
    ),
    "audit.tile_stray": (
        "Có ô cây {what} (từ bản ghi {position}) nhưng không có mốc niêm phong nào ở cỡ đó: mốc đã bị xóa.",
        "There is a tile {what} (from entry {position} on) but no checkpoint of that size: it was removed.",
    ),
    "audit.time_back": (
        "Bản ghi {position} ghi giờ {found}, trước giờ {expected} của một bản ghi đứng trước.",
        "Entry {position} has the time {found}, before {expected} of an entry that stands before it.",
    ),
    "audit.tree_stopped": (
        "Thiếu quá nhiều bản ghi liền nhau ({place}, hơn {expected}): từ đây không so được với ô cây nữa.",
        "Too many entries in a row are missing ({place}, more than {expected}): from here on tiles cannot be compared.",
    ),
    "audit.value_back": (
        "Giá trị cá nhân {what} đã được xóa (bản ghi {position}) nhưng vẫn còn trong cơ sở dữ liệu.",
        "The identity value {what} was erased (entry {position}) but is still in the database.",
    ),
    "audit.value_differs": (
        "Giá trị cá nhân ({what}) không phải giá trị đã cam kết ở bản ghi {position}.",
        "An identity value ({what}) is not the one committed to in entry {position}.",
    ),
    "audit.value_missing": (
        "Thiếu giá trị cá nhân {what} của bản ghi {position}, mà không có quyết định xóa nào trong sổ.",
        "The identity value {what} of entry {position} is missing, and the ledger records no erasure.",
    ),
    "audit.value_unnamed": (
        "Giá trị cá nhân {what} không được bản ghi nào cam kết.",
        "The identity value {what} is committed to by no entry.",
    ),
}

messages.MESSAGES.update(MESSAGES)

"""Sentences of upper secondary teachers on the subjects that lower secondary does not have; bands as there."""

from __future__ import annotations

SCORED: dict[str, tuple[tuple[str, ...], ...]] = {
    "LICH_SU": (
        (
            "Biết phân tích tư liệu, liên hệ quá khứ với hiện tại.",
            "Trình bày sự kiện có hệ thống, lập luận thuyết phục.",
        ),
        ("Nắm được tiến trình lịch sử; cần khai thác tư liệu sâu hơn.",),
        ("Nhớ được sự kiện chính; cần hệ thống lại theo thời gian.",),
        ("Kiến thức còn rời rạc; cần học theo sơ đồ và ôn lại thường xuyên.",),
    ),
    "GDQPAN": (
        ("Nắm chắc lí thuyết, thực hiện đội ngũ đều và dứt khoát.", "Tác phong nghiêm túc, tháo lắp đúng trình tự."),
        ("Thực hiện khá đúng động tác; cần nhanh nhẹn hơn.",),
        ("Thực hiện được động tác cơ bản; cần ôn lại phần lí thuyết.",),
        ("Động tác chưa chuẩn; cần luyện tập thêm.",),
    ),
    "DIA_LI": (
        (
            "Đọc bản đồ, biểu đồ thành thạo; phân tích tốt các mối liên hệ.",
            "Vận dụng kiến thức vào thực tiễn địa phương.",
        ),
        ("Nắm được kiến thức; cần rèn kĩ năng nhận xét số liệu.",),
        ("Hiểu bài ở mức cơ bản; cần luyện vẽ biểu đồ.",),
        ("Kĩ năng bản đồ còn yếu; cần thực hành thêm.",),
    ),
    "GDKTPL": (
        ("Hiểu quy luật kinh tế, liên hệ pháp luật với đời sống tốt.", "Lập luận chặt chẽ, thảo luận sôi nổi."),
        ("Nắm được bài; cần thêm ví dụ thực tế khi trình bày.",),
        ("Nhớ được khái niệm; cần vận dụng vào tình huống nhiều hơn.",),
        ("Chưa nắm vững khái niệm; cần đọc lại tài liệu.",),
    ),
    "VAT_LI": (
        (
            "Vận dụng định luật thành thạo; làm thí nghiệm cẩn thận.",
            "Phân tích hiện tượng sắc bén, tính toán chính xác.",
        ),
        ("Hiểu bài; cần rèn kĩ năng giải bài tập tổng hợp.",),
        ("Nắm được công thức; cần chú ý đơn vị và điều kiện áp dụng.",),
        ("Kiến thức còn hổng; cần ôn lại từng chủ đề.",),
    ),
    "HOA_HOC": (
        ("Viết phương trình chính xác, giải bài tập nhanh.", "Thực hành an toàn, giải thích hiện tượng rõ ràng."),
        ("Nắm được tính chất; cần luyện bài toán hiệu suất.",),
        ("Viết được phương trình cơ bản; cần làm thêm bài tập định lượng.",),
        ("Chưa cân bằng được phương trình; cần học lại phần cơ bản.",),
    ),
    "SINH_HOC": (
        (
            "Giải thích cơ chế rõ ràng, quan sát mẫu vật tỉ mỉ.",
            "Say mê tìm hiểu, liên hệ tốt với sức khỏe và môi trường.",
        ),
        ("Hiểu bài; cần hệ thống kiến thức bằng sơ đồ.",),
        ("Nhớ được khái niệm; cần vận dụng vào bài tập di truyền.",),
        ("Chưa thuộc bài; cần ôn tập theo đề cương.",),
    ),
    "NGOAI_NGU_2": (
        ("Phát âm tốt, giao tiếp tự nhiên trong tình huống quen thuộc.", "Tiếp thu nhanh, vốn từ tăng đều."),
        ("Nắm được mẫu câu; cần luyện nghe nhiều hơn.",),
        ("Nhớ được từ cơ bản; cần luyện nói thường xuyên.",),
        ("Vốn từ còn ít; cần học theo chủ đề.",),
    ),
}

COMMENT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "AM_NHAC": (
        ("Hát bè chuẩn xác, cảm thụ âm nhạc tinh tế.", "Chơi nhạc cụ khá, biểu diễn tự tin."),
        ("Học kì II đã hoàn thành bài thực hành nhạc cụ.",),
    ),
    "MI_THUAT": (
        ("Bố cục vững, phối màu có cá tính.", "Sản phẩm thiết kế sáng tạo, hoàn thiện tốt."),
        ("Học kì II đã hoàn thành sản phẩm mĩ thuật theo yêu cầu.",),
    ),
}

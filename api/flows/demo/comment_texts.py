"""
Sentences of teachers by subject and result: strengths first, then what to work on (TT 22/2021 Điều 5: nhận xét sự tiến
bộ, ưu điểm nổi bật, hạn chế chủ yếu). Bands of a scored subject: from 8.0, from 6.5, from 5.0, below; of a comment
subject: Đạt, and Đạt after a Chưa đạt in term I.
"""

from __future__ import annotations

SCORED: dict[str, tuple[tuple[str, ...], ...]] = {
    "TOAN": (
        (
            "Nắm vững kiến thức, tính toán nhanh và chính xác, lập luận chặt chẽ.",
            "Tư duy logic tốt, biết tìm nhiều cách giải cho một bài toán.",
            "Vận dụng tốt kiến thức vào bài toán thực tế, trình bày lời giải rõ ràng.",
        ),
        (
            "Nắm được kiến thức cơ bản, vận dụng khá tốt; cần cẩn thận hơn khi biến đổi biểu thức.",
            "Có ý thức luyện tập; phần hình học cần lập luận đầy đủ hơn.",
            "Giải được phần lớn các dạng bài; cần rèn thêm các bài toán thực tế.",
        ),
        (
            "Nắm được kiến thức tối thiểu; cần luyện thêm kĩ năng tính toán và vẽ hình.",
            "Có cố gắng; cần ôn lại hằng đẳng thức và làm bài tập đều hơn.",
            "Làm được bài tập cơ bản; khi gặp bài tổng hợp cần mạnh dạn hỏi thầy cô.",
        ),
        (
            "Kiến thức còn hổng nhiều; cần học lại phần cơ bản và tham gia phụ đạo.",
            "Tính toán còn sai sót; cần dành thời gian luyện tập hằng ngày.",
        ),
    ),
    "NGU_VAN": (
        (
            "Cảm thụ văn bản tinh tế, diễn đạt mạch lạc, giàu hình ảnh.",
            "Đọc hiểu tốt, bài viết có cảm xúc và lập luận thuyết phục.",
            "Vốn từ phong phú, nói và viết lưu loát, biết nêu ý kiến riêng.",
        ),
        (
            "Hiểu văn bản, viết đúng yêu cầu; cần mở rộng dẫn chứng.",
            "Diễn đạt khá rõ ràng; cần chú ý liên kết giữa các đoạn văn.",
            "Có ý thức đọc sách; phần nghị luận cần sâu hơn.",
        ),
        (
            "Nắm được nội dung chính của văn bản; cần rèn chính tả và cách dùng từ.",
            "Bài viết còn ngắn; cần đọc thêm và tập viết đoạn văn thường xuyên.",
            "Có tiến bộ trong đọc hiểu; khi viết cần lập dàn ý trước.",
        ),
        (
            "Kĩ năng viết còn hạn chế; cần luyện câu, luyện đoạn theo hướng dẫn.",
            "Đọc hiểu còn chậm; cần đọc bài trước khi đến lớp.",
        ),
    ),
    "NGOAI_NGU_1": (
        (
            "Phát âm chuẩn, giao tiếp tự tin, vốn từ vựng phong phú.",
            "Nghe và nói tốt, sử dụng ngữ pháp chính xác.",
            "Tích cực trong giờ học, viết tốt theo chủ đề.",
        ),
        (
            "Nắm được ngữ pháp cơ bản; cần luyện nghe nhiều hơn.",
            "Đọc hiểu khá; cần mạnh dạn hơn khi nói.",
            "Có ý thức học từ mới; cần chú ý thì của động từ khi viết.",
        ),
        (
            "Hiểu được mẫu câu đơn giản; cần học từ vựng đều đặn.",
            "Kĩ năng nghe còn yếu; cần luyện tập mỗi ngày.",
            "Có cố gắng; cần ôn lại ngữ pháp đã học.",
        ),
        (
            "Vốn từ còn ít; cần học lại từ vựng và mẫu câu cơ bản.",
            "Chưa chủ động luyện tập; cần tham gia phụ đạo để theo kịp chương trình.",
        ),
    ),
    "GDCD": (
        (
            "Hiểu bài sâu, biết liên hệ bài học với cuộc sống.",
            "Tích cực thảo luận, xử lí tình huống hợp lí, có trách nhiệm.",
        ),
        (
            "Nắm được nội dung bài học; cần nêu thêm ví dụ thực tế.",
            "Có ý thức tốt; cần mạnh dạn hơn khi trình bày ý kiến.",
        ),
        (
            "Nắm được kiến thức cơ bản; cần chú ý hơn trong giờ học.",
            "Biết vận dụng ở mức đơn giản; cần đọc kĩ tình huống trước khi trả lời.",
        ),
        ("Chưa nắm chắc bài; cần ôn tập và làm đầy đủ bài tập được giao.",),
    ),
    "LS_DL": (
        (
            "Nắm vững sự kiện, đọc bản đồ và phân tích số liệu tốt.",
            "Ham tìm hiểu lịch sử, biết giải thích các hiện tượng địa lí.",
        ),
        (
            "Nhớ được các sự kiện chính; cần rèn kĩ năng phân tích biểu đồ.",
            "Học bài đều; cần liên hệ kiến thức lịch sử với địa lí địa phương.",
        ),
        (
            "Nắm được kiến thức cơ bản; cần ghi nhớ mốc thời gian và sử dụng bản đồ.",
            "Có cố gắng; cần hệ thống kiến thức bằng sơ đồ.",
        ),
        ("Chưa thuộc bài; cần học theo đề cương và ôn lại thường xuyên.",),
    ),
    "KHTN": (
        (
            "Hiểu bản chất hiện tượng, làm thí nghiệm cẩn thận, chính xác.",
            "Say mê tìm hiểu khoa học, vận dụng tốt kiến thức vào đời sống.",
            "Biết đặt câu hỏi và đề xuất phương án kiểm chứng hợp lí.",
        ),
        (
            "Nắm được kiến thức; cần rèn kĩ năng giải bài tập định lượng.",
            "Thực hành khá tốt; cần ghi chép kết quả thí nghiệm đầy đủ hơn.",
            "Hiểu bài; phần phản ứng hóa học cần luyện thêm.",
        ),
        (
            "Nắm được khái niệm cơ bản; cần làm thêm bài tập vận dụng.",
            "Có tham gia thực hành; cần chú ý đổi đơn vị khi tính toán.",
        ),
        (
            "Kiến thức chưa chắc; cần ôn lại theo từng chủ đề.",
            "Chưa chủ động học tập; cần hoàn thành bài tập trước khi đến lớp.",
        ),
    ),
    "CONG_NGHE": (
        ("Thực hành thành thạo, đọc và vẽ hình chính xác.", "Sáng tạo khi thiết kế sản phẩm, làm việc cẩn thận."),
        ("Nắm được quy trình; cần khéo léo hơn khi thực hành.", "Thực hành khá; bản vẽ cần rõ ràng hơn."),
        ("Làm được sản phẩm đơn giản; cần chú ý an toàn khi thực hành.", "Có cố gắng; cần ôn lại phần lí thuyết."),
        ("Chưa hoàn thành đủ bài thực hành; cần bổ sung theo hướng dẫn.",),
    ),
    "TIN_HOC": (
        ("Sử dụng phần mềm thành thạo, tư duy thuật toán tốt.", "Thực hành nhanh, biết hỗ trợ bạn trong nhóm."),
        ("Thao tác khá tốt; cần rèn thêm phần thuật toán.", "Nắm được bài; cần tự tin hơn khi thực hành trên máy."),
        ("Thực hiện được thao tác cơ bản; cần luyện tập nhiều hơn.", "Có tiến bộ; cần ghi nhớ các bước thực hành."),
        ("Thao tác còn chậm; cần thực hành thêm và hỏi khi chưa hiểu.",),
    ),
}

COMMENT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "GDTC": (
        (
            "Thể lực tốt, thực hiện đúng kĩ thuật động tác, tích cực rèn luyện.",
            "Hoàn thành các nội dung vận động, có tinh thần đồng đội.",
            "Tự giác tập luyện; cần nâng cao sức bền.",
        ),
        ("Học kì II đã đạt yêu cầu về thể lực sau khi chăm chỉ luyện tập.",),
    ),
    "NGHE_THUAT": (
        (
            "Hát đúng giai điệu, cảm thụ âm nhạc tốt; bài vẽ có bố cục hài hòa.",
            "Có khả năng sáng tạo, sử dụng màu sắc phù hợp; tham gia biểu diễn tự tin.",
            "Hoàn thành sản phẩm mĩ thuật đúng yêu cầu; cần mạnh dạn hơn khi biểu diễn.",
        ),
        ("Học kì II đã hoàn thành đầy đủ bài thực hành âm nhạc và mĩ thuật.",),
    ),
    "HDTN_HN": (
        (
            "Tích cực tham gia hoạt động tập thể, hợp tác tốt với bạn.",
            "Có trách nhiệm với nhiệm vụ được giao, biết lập kế hoạch cá nhân.",
            "Tham gia đầy đủ các hoạt động; cần chủ động hơn khi làm việc nhóm.",
        ),
        ("Học kì II tham gia đầy đủ các hoạt động, biết phối hợp với bạn.",),
    ),
    "GDDP": (
        (
            "Hiểu biết về văn hóa, lịch sử địa phương; có ý thức giữ gìn truyền thống quê hương.",
            "Sưu tầm tư liệu địa phương phong phú, trình bày sinh động.",
            "Hoàn thành bài tập tìm hiểu địa phương; cần bổ sung hình ảnh minh họa.",
        ),
        ("Học kì II đã hoàn thành bài tìm hiểu về địa phương theo yêu cầu.",),
    ),
}

IMPROVED = "Học kì II tiến bộ rõ rệt."
DECLINED = "Học kì II có phần giảm sút, cần tập trung hơn."

#: By academic result of the year: Chưa đạt, Đạt, Khá, Tốt.
HOMEROOM_ACADEMIC: tuple[tuple[str, ...], ...] = (
    ("Kết quả học tập còn hạn chế, cần ôn tập trong hè để kiểm tra, đánh giá lại.",),
    (
        "Đã cố gắng trong học tập nhưng kết quả chưa đồng đều giữa các môn.",
        "Có tinh thần vượt khó; cần chăm chỉ và học đều các môn hơn.",
        "Nắm được kiến thức cơ bản; cần hình thành thói quen tự học.",
    ),
    (
        "Có ý thức học tập, tiếp thu bài khá tốt ở hầu hết các môn.",
        "Chăm chỉ, hoàn thành nhiệm vụ học tập; cần phát huy hơn ở các môn còn thấp.",
        "Kết quả học tập khá, có khả năng tiến xa hơn nếu tự tin phát biểu.",
    ),
    (
        "Kết quả học tập tốt ở nhiều môn, chủ động và sáng tạo.",
        "Học đều các môn, tự giác, luôn giúp đỡ bạn cùng tiến bộ.",
        "Say mê học hỏi, phương pháp học tập khoa học.",
    ),
)
#: By conduct of the year: Chưa đạt, Đạt, Khá, Tốt.
HOMEROOM_CONDUCT: tuple[tuple[str, ...], ...] = (
    ("Ý thức rèn luyện chưa tốt, cần phối hợp chặt chẽ với gia đình.",),
    (
        "Đôi lúc còn vi phạm nội quy, đã biết sửa chữa khi được nhắc nhở.",
        "Cần nghiêm túc hơn về giờ giấc và nền nếp lớp học.",
    ),
    ("Chấp hành nội quy khá tốt, hòa đồng với bạn bè.", "Lễ phép, có ý thức tham gia việc chung của lớp."),
    (
        "Ngoan, lễ phép, chấp hành tốt nội quy.",
        "Trung thực, có tinh thần trách nhiệm, được bạn bè quý mến.",
        "Gương mẫu, tích cực trong các phong trào của lớp.",
    ),
)

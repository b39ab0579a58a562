"""
Sentences of primary teachers: on a subject that is done well, and on one that is done; on the groups of qualities and
competencies, with something still to practise and without; of the homeroom teacher by the year's result.
"""

from __future__ import annotations

SUBJECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "TIENG_VIET": (
        (
            "Đọc lưu loát, diễn cảm; viết đoạn văn giàu hình ảnh, chữ viết đẹp.",
            "Vốn từ phong phú, biết dùng câu đúng và hay; kể chuyện tự nhiên.",
            "Đọc hiểu tốt, trả lời đúng trọng tâm; trình bày bài sạch sẽ.",
        ),
        (
            "Đọc khá trôi chảy; cần chú ý ngắt nghỉ đúng dấu câu và rèn chữ viết.",
            "Hiểu nội dung bài; khi viết văn cần thêm từ ngữ gợi tả.",
        ),
    ),
    "TOAN": (
        (
            "Tính toán nhanh, chính xác; giải tốt bài toán có lời văn.",
            "Nắm chắc kiến thức, biết vận dụng vào tình huống thực tế.",
            "Tư duy tốt, tìm được nhiều cách giải; trình bày rõ ràng.",
        ),
        (
            "Thực hiện được các phép tính; cần cẩn thận hơn khi đặt tính.",
            "Giải được bài toán cơ bản; cần đọc kĩ đề trước khi làm.",
        ),
    ),
    "NGOAI_NGU_1": (
        (
            "Phát âm chuẩn, mạnh dạn giao tiếp; nhớ từ vựng tốt.",
            "Nghe và nói tự tin, tham gia trò chơi học tập sôi nổi.",
        ),
        ("Nhớ được từ vựng cơ bản; cần luyện nghe và nói nhiều hơn.",),
    ),
    "LS_DL": (
        (
            "Biết chỉ lược đồ, kể lại được câu chuyện lịch sử đã học.",
            "Tìm tòi, mô tả tốt thiên nhiên và con người các vùng.",
        ),
        ("Nhớ được nội dung chính; cần tập đọc bản đồ, lược đồ.",),
    ),
    "KHOA_HOC": (
        (
            "Ham tìm hiểu tự nhiên, biết làm thí nghiệm đơn giản.",
            "Biết quan sát, nêu nhận xét và liên hệ với đời sống.",
        ),
        ("Nắm được kiến thức cơ bản; cần mạnh dạn nêu câu hỏi.",),
    ),
    "TNXH": (
        (
            "Biết quan sát và mô tả sự vật xung quanh; giữ gìn vệ sinh tốt.",
            "Hiểu bài, biết bảo vệ cây xanh và an toàn khi đi đường.",
        ),
        ("Nắm được nội dung bài; cần quan sát kĩ hơn.",),
    ),
    "TIN_HOC": (
        (
            "Thao tác máy tính thành thạo, biết tạo bài trình chiếu.",
            "Gõ bàn phím đúng cách, biết tìm thông tin phù hợp.",
        ),
        ("Thực hiện được thao tác cơ bản; cần luyện gõ bàn phím.",),
    ),
    "CONG_NGHE": (
        ("Khéo tay, lắp ghép được mô hình theo hướng dẫn.", "Biết chăm sóc cây cảnh, sử dụng đồ dùng an toàn."),
        ("Làm được sản phẩm đơn giản; cần cẩn thận khi dùng dụng cụ.",),
    ),
    "DAO_DUC": (
        ("Lễ phép, biết cảm thông và giúp đỡ người gặp khó khăn.", "Thật thà, biết nhận lỗi và sửa lỗi."),
        ("Hiểu bài; cần thường xuyên thực hiện điều đã học.",),
    ),
    "GDTC": (
        ("Thực hiện đúng động tác, tích cực tập luyện.", "Nhanh nhẹn, phối hợp tốt trong trò chơi vận động."),
        ("Thực hiện được động tác; cần tập đều và dứt khoát hơn.",),
    ),
    "AM_NHAC": (
        ("Hát đúng giai điệu và lời ca, gõ đệm nhịp nhàng.", "Biểu diễn tự nhiên, cảm nhận tốt nhịp điệu."),
        ("Thuộc lời ca; cần hát rõ lời và đúng nhịp hơn.",),
    ),
    "MI_THUAT": (
        ("Biết phối màu hài hoà, sản phẩm có sáng tạo.", "Vẽ và xé dán khéo léo, bố cục cân đối."),
        ("Hoàn thành sản phẩm; cần tô màu cẩn thận hơn.",),
    ),
    "HDTN": (
        ("Tích cực tham gia hoạt động của lớp, tự tin trước tập thể.", "Biết hợp tác, chủ động nhận việc trong nhóm."),
        ("Tham gia đầy đủ; cần mạnh dạn nêu ý kiến.",),
    ),
    "TIENG_DTTS": (
        ("Nghe, nói tốt tiếng mẹ đẻ; đọc được bài ngắn.",),
        ("Nghe hiểu được; cần tập đọc và viết thêm.",),
    ),
}

GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "PHAM_CHAT": (
        (
            "Em ngoan, thật thà, biết giúp bạn; cần chăm chỉ hơn trong học tập.",
            "Biết yêu quý bạn bè; cần có trách nhiệm hơn với việc được giao.",
        ),
        (
            "Em yêu quê hương, quan tâm bạn bè; chăm học, thật thà và có trách nhiệm.",
            "Kính trọng thầy cô, trung thực, chăm làm việc lớp, việc nhà vừa sức.",
        ),
    ),
    "NANG_LUC_CHUNG": (
        (
            "Biết hợp tác trong nhóm; cần tự giác hơn khi học ở nhà.",
            "Thực hiện được nhiệm vụ; cần mạnh dạn nêu cách giải quyết của mình.",
        ),
        (
            "Tự giác học tập, hợp tác tốt, biết nêu cách giải quyết vấn đề.",
            "Chủ động, lắng nghe bạn, đưa ra được ý tưởng mới.",
        ),
    ),
    "NANG_LUC_DAC_THU": (
        (
            "Tính toán và vận động khá; cần rèn thêm cách diễn đạt.",
            "Diễn đạt được ý; cần luyện tính nhẩm thường xuyên.",
        ),
        (
            "Ngôn ngữ và tính toán nổi trội; yêu thích khoa học, vận động khéo léo.",
            "Diễn đạt rõ ràng, tính toán chính xác, cảm nhận cái đẹp tinh tế.",
        ),
    ),
}

#: By the year's result: Hoàn thành, Hoàn thành tốt, Hoàn thành xuất sắc.
HOMEROOM: tuple[tuple[str, ...], ...] = (
    (
        "Em ngoan, có cố gắng; cần chăm chỉ luyện đọc và tính toán hằng ngày.",
        "Em hoàn thành nhiệm vụ học tập; cần mạnh dạn phát biểu hơn.",
    ),
    (
        "Em chăm ngoan, học đều các môn, hòa đồng với bạn bè.",
        "Em tự giác học tập, tham gia tốt các hoạt động của lớp.",
    ),
    (
        "Em chăm ngoan, học giỏi, luôn giúp đỡ bạn bè; là tấm gương của lớp.",
        "Em nổi bật trong học tập và rèn luyện, tự tin và sáng tạo.",
    ),
)

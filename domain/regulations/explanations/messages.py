"""Texts of the steps of explanations, Vietnamese and English."""

from __future__ import annotations

from domain.messages import MESSAGES as ALL_MESSAGES

MESSAGES: dict[str, tuple[str, str]] = {
    # The results of a subject.
    "explain.term_average": (
        "Điểm trung bình môn học kì: {regular} điểm thường xuyên hệ số 1, giữa kì hệ số 2, cuối kì hệ số 3, chia cho "
        "{divisor}.",
        "Term average: {regular} regular scores once, the midterm twice, the final three times, divided by {divisor}.",
    ),
    "explain.topics": (
        "Kết quả cụm chuyên đề học tập được tính là một lần đánh giá thường xuyên.",
        "The result of the special topics counts as one regular assessment.",
    ),
    "explain.year_average": (
        "Điểm trung bình môn cả năm: học kì I hệ số 1, học kì II hệ số 2, từ điểm trung bình đã làm tròn của hai học "
        "kì.",
        "Year average: term I once, term II twice, from the rounded averages of the terms.",
    ),
    "explain.rounded": (
        "Làm tròn đến chữ số thập phân thứ nhất; đúng giữa thì {ties:explained}.",
        "Rounded to one decimal; a tie goes {ties:explained}.",
    ),
    "explain.comment_term": (
        "Môn đánh giá bằng nhận xét: Đạt khi mọi lần đánh giá của học kì đều Đạt; ở đây {failed} trong {count} lần "
        "Chưa đạt.",
        "A comment subject: Đạt where every assessment of the term is; here {failed} of {count} are CD.",
    ),
    "explain.comment_year": (
        "Môn đánh giá bằng nhận xét: kết quả cả năm là kết quả học kì II.",
        "A comment subject: the result of the year is that of term II.",
    ),
    "explain.parts_both": (
        "Môn gồm các nội dung: Đạt khi mọi nội dung đều Đạt.",
        "A subject in parts: Đạt where every part is.",
    ),
    "explain.parts_one": (
        "Môn gồm các nội dung: Đạt khi có ít nhất một nội dung Đạt.",
        "A subject in parts: Đạt where one part at least is.",
    ),
    "explain.exempt": (
        "Học sinh được miễn: không có kết quả, không tính vào xếp mức.",
        "The pupil is exempted: no result, left out of the ranking.",
    ),
    "explain.one_term": (
        "Học sinh được miễn một học kì: kết quả cả năm là kết quả của học kì kia.",
        "The pupil is exempted for one term: the result of the year is that of the other.",
    ),
    "explain.missing": (
        "Chưa có kết quả: còn thiếu {missing}.",
        "No result yet: {missing} missing.",
    ),
    "explain.by_rule": (
        "{cell} là {mark} do không dự kiểm tra, đánh giá (Điều 7.4): {reason}.",
        "{cell} is {mark} because the assessment was missed (Article 7.4): {reason}.",
    ),
    "explain.not_reassessed": (
        "Không đánh giá lại: sau hè vẫn là kết quả cả năm.",
        "Not re-assessed: after the summer it is the result of the year.",
    ),
    "explain.reassessed": (
        "Kết quả cả năm {year} được thay bằng kết quả đánh giá lại {result}; kết quả cả năm vẫn được giữ bên cạnh.",
        "The year's result {year} is replaced by the re-assessment {result}; the year's stays beside it.",
    ),
    "explain.reassessed_in_vain": (
        "Kết quả đánh giá lại {result} không được tính: kết quả cả năm không thuộc diện đánh giá lại.",
        "The re-assessment {result} does not count: the year's result is not one that is re-assessed.",
    ),
    # The academic result.
    "explain.row_failed": (
        "Chưa được mức {level} (điểm {point}): số môn nhận xét Chưa đạt là {count} ({found}), mức này cho phép "
        "{allowed}.",
        "Not {level} (point {point}): {count} comment subjects are CD ({found}), it allows {allowed}.",
    ),
    "explain.row_floor": (
        "Chưa được mức {level} (điểm {point}): {found} dưới {floor}.",
        "Not {level} (point {point}): {found} below {floor}.",
    ),
    "explain.row_high": (
        "Chưa được mức {level} (điểm {point}): có {count} môn từ {high} trở lên, cần ít nhất {needed}.",
        "Not {level} (point {point}): {count} subjects reach {high}, {needed} are needed.",
    ),
    "explain.row_fits": (
        "Được mức {level} (điểm {point}): số môn nhận xét Chưa đạt là {failed} (cho phép {allowed}), mọi môn tính điểm "
        "từ {floor}, {count} môn từ {high} (cần {needed}).",
        "{level} (point {point}): {failed} comment subjects are CD ({allowed} allowed), every score reaches {floor}, "
        "{count} reach {high} ({needed} needed).",
    ),
    "explain.no_row": (
        "Mức Chưa đạt: không thuộc các mức trên (điểm d).",
        "Chưa đạt: no row above fits (point d).",
    ),
    "explain.adjusted": (
        "Điều 9.3: mức {raw} thấp hơn mức {reference} từ hai mức trở lên chỉ do duy nhất một môn ({found}), nên được "
        "điều chỉnh lên mức liền kề {level}.",
        "Article 9.3: {raw} is two or more levels below {reference} because of one subject alone ({found}), so it is "
        "raised by one, to {level}.",
    ),
    "explain.reading_ignore": (
        "Cách hiểu: các môn còn lại tự đạt ít nhất mức {reference}.",
        "The reading: the other subjects alone give {reference} at least.",
    ),
    "explain.reading_best": (
        "Cách hiểu: nếu môn đó đạt kết quả cao nhất thì được ít nhất mức {reference}.",
        "The reading: with the best result in that subject it were {reference} at least.",
    ),
    "explain.not_adjusted": (
        "Điều 9.3 không áp dụng: không phải chỉ do một môn mà thấp hơn mức {reference} từ hai mức ({found}).",
        "Article 9.3 does not apply: it is not one subject alone that lowers {reference} by two levels ({found}).",
    ),
    "explain.not_adjusted_comment": (
        "Điều 9.3 không áp dụng: theo chính sách của trường, môn nhận xét ({found}) không phải là môn được xét.",
        "Article 9.3 does not apply: by the school's policy a comment subject ({found}) cannot be the one.",
    ),
    "explain.not_ranked_missing": (
        "Chưa đủ điều kiện xếp mức: còn thiếu kết quả môn {missing:subject}.",
        "Not enough data to rank: no result yet in {missing:subject}.",
    ),
    "explain.not_ranked_few": (
        "Chưa đủ điều kiện xếp mức: {count} môn tính điểm, cần ít nhất {needed}.",
        "Not enough data to rank: {count} scored subjects, {needed} are needed.",
    ),
    # Conduct and what follows from the year.
    "explain.conduct": (
        "Bảng của Điều 8.2b: học kì I {term_1}, học kì II {term_2}, cả năm {year}.",
        "The table of Article 8.2b: term I {term_1}, term II {term_2}, the year {year}.",
    ),
    "explain.conduct_missing": (
        "Chưa có kết quả rèn luyện của cả hai học kì.",
        "The conduct of both terms is not recorded yet.",
    ),
    "explain.conduct_summer": (
        "Kết quả rèn luyện cả năm Chưa đạt; sau khi rèn luyện trong kì nghỉ hè, kết quả {summer} thay thế, kết quả cả "
        "năm vẫn được giữ bên cạnh.",
        "The year's conduct is Chưa đạt; after the summer {summer} takes its place, the year's stays beside it.",
    ),
    "explain.conduct_no_summer": (
        "Không có đánh giá lại rèn luyện: sau hè vẫn là kết quả cả năm.",
        "Conduct was not judged again: after the summer it is that of the year.",
    ),
    "explain.absences_days": (
        "{absences}, đếm từ {count} buổi đã điểm danh vắng: {days}.",
        "{absences}, counted from {count} half-days of the roll: {days}.",
    ),
    "explain.absences_none": (
        "Điểm danh theo ngày, không vắng buổi nào.",
        "The roll is called by day, and no half-day was missed.",
    ),
    "explain.absences_total": (
        "{absences}: tổng nhập từ nơi khác, không có danh sách các buổi.",
        "{absences}: a total from elsewhere, without a list of half-days.",
    ),
    "explain.promotion": (
        "Ba điều kiện: rèn luyện từ Đạt ({conduct}), học tập từ Đạt ({academic}), nghỉ không quá {limit} buổi "
        "({absences}).",
        "Three conditions: conduct at least Đạt ({conduct}), academic result at least Đạt ({academic}), at most "
        "{limit} absences ({absences}).",
    ),
    "explain.promoted": (
        "Đủ cả ba: được lên lớp.",
        "All three hold: promoted.",
    ),
    "explain.promoted_after_summer": (
        "Trong năm chưa đủ (rèn luyện {conduct}, học tập {academic}); sau hè đủ cả ba: được lên lớp.",
        "In the year they did not (conduct {conduct}, academic result {academic}); after the summer all three hold: "
        "promoted.",
    ),
    "explain.retained_absences": (
        "Nghỉ quá {limit} buổi: không được lên lớp, không có đánh giá lại.",
        "More than {limit} absences: retained, nothing is assessed again.",
    ),
    "explain.retained_both": (
        "Cả rèn luyện và học tập đều Chưa đạt: không được lên lớp.",
        "Conduct and academic result are both Chưa đạt: retained.",
    ),
    "explain.retained_after_summer": (
        "Sau hè vẫn chưa đủ: không được lên lớp.",
        "After the summer they still do not all hold: retained.",
    ),
    "explain.summer_conduct": (
        "Rèn luyện Chưa đạt: rèn luyện trong kì nghỉ hè (Điều 13).",
        "Conduct is Chưa đạt: it is judged again after the summer (Article 13).",
    ),
    "explain.reassess": (
        "Học tập Chưa đạt: kiểm tra, đánh giá lại các môn {subjects:subject} (Điều 14).",
        "The academic result is Chưa đạt: {subjects:subject} are re-assessed (Article 14).",
    ),
    "explain.promotion_pending": (
        "Chưa đủ dữ liệu để xét.",
        "Not enough data to tell.",
    ),
    "explain.plan": (
        "Học sinh học theo kế hoạch giáo dục cá nhân ({decision}): việc lên lớp do nhà trường quyết định.",
        "The pupil follows an individual plan ({decision}): promotion is decided by people.",
    ),
    "explain.completion": (
        "Lớp {grade} là lớp cuối cấp: hoàn thành chương trình khi đủ điều kiện lên lớp ({promotion:outcome}).",
        "Grade {grade} is the last of its level: completed under the conditions of promotion ({promotion:outcome}).",
    ),
    "explain.completion_none": (
        "Lớp {grade} không phải lớp cuối cấp.",
        "Grade {grade} is not the last of its level.",
    ),
    "explain.title": (
        "Rèn luyện cả năm {conduct}, học tập cả năm {academic} (cần Tốt cả hai), {count} môn có điểm trung bình cả năm "
        "từ {excellent} (Học sinh Xuất sắc cần {needed}): {title:outcome}.",
        "Conduct of the year {conduct}, academic result {academic} (both must be Tốt), {count} year averages reach "
        "{excellent} (Xuất sắc needs {needed}): {title:outcome}.",
    ),
    # Primary school.
    "explain.primary_subject": (
        "Mức đạt được do giáo viên đánh giá; bài kiểm tra định kì (nếu có) đi kèm, không tính trung bình với điểm nào.",
        "The level is the teacher's judgement; the periodic test, if any, stands beside it and is averaged with "
        "nothing.",
    ),
    "explain.primary_missing": (
        "Chưa đủ dữ liệu: còn thiếu {missing}.",
        "Not enough data: {missing} missing.",
    ),
    "explain.primary_row_fails": (
        "Chưa được mức {level:outcome}: {found}.",
        "Not {level:outcome}: {found}.",
    ),
    "explain.primary_row_fits": (
        "Được mức {level:outcome}: mọi môn học từ {attainment}, mọi phẩm chất, năng lực từ {rating}, mọi bài kiểm tra "
        "cuối năm từ {test}.",
        "{level:outcome}: every subject at least {attainment}, every quality and competency at least {rating}, every "
        "test of the end of the year at least {test}.",
    ),
    "explain.primary_no_row": (
        "Không thuộc các mức trên: Chưa hoàn thành.",
        "No row above fits: Chưa hoàn thành.",
    ),
    "explain.primary_completed": (
        "Hoàn thành chương trình khi được một trong ba mức trên ({result:outcome}).",
        "The programme is completed with one of the three upper results ({result:outcome}).",
    ),
    "explain.primary_promoted": (
        "Học sinh hoàn thành chương trình được lên lớp.",
        "A pupil who completed the programme is promoted.",
    ),
    "explain.primary_decided": (
        "Chưa hoàn thành chương trình: hiệu trưởng xem xét, quyết định việc lên lớp.",
        "The programme is not completed: the principal decides whether the pupil is promoted.",
    ),
    "explain.primary_title": (
        "Học sinh Xuất sắc khi Hoàn thành xuất sắc; Học sinh Tiêu biểu khi Hoàn thành tốt và được tập thể lớp công "
        "nhận; ở đây {result:outcome}.",
        "Xuất sắc with HTXS; Tiêu biểu with HTT and recognised by the class; here {result:outcome}.",
    ),
}

ALL_MESSAGES.update(MESSAGES)

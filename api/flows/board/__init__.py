"""
Who is late (Bảng tiến độ, Nhắc, việc của tôi): what each person still has to do, in which step, until when.

Read ``counting`` first: what is to be done, by whom, and what of it is done; everything else shows it.
"""

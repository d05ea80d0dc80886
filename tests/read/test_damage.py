"""Damage that cannot be undone is found and said, row by row where a row cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from cscheck.intake import Intake
from cscheck.model.sentences import Sentence
from cscheck.text import LANGS, say
from tests.program import cscheck
from tests.read.reading import accounted, read_files


def read_text(tmp_path: Path, text: str, name: str = "a.csv") -> Intake:
    (tmp_path / name).write_bytes(text.encode())
    intake = read_files(tmp_path / name, workspace=tmp_path / "work")
    assert all(accounted(each) for each in intake.inputs)
    for note in (*intake.inputs[0].notes, *(each.reason for each in intake.rejects)):
        for lang in LANGS:
            assert say(note, lang)
    return intake


def note(intake: Intake, key: str) -> Sentence | None:
    return next((each for each in intake.inputs[0].notes if each.key == key), None)


def reasons(intake: Intake) -> list[tuple[int, str]]:
    return [(each.row, each.reason.key.removeprefix("reject_")) for each in intake.rejects]


PAID = "2026-11-18 10:00:01"


def orders(*ids: str) -> str:
    return "订单编号,付款时间\n" + "".join(f"{each},{PAID}\n" for each in ids)


@pytest.mark.parametrize(
    "ids",
    [
        ["3400000000000011776", "3400000000000024576", "3400000000000036864"],
        ["340000000000001000", "340000000000002000", "340000000000003000"],
        ["6917926768823640000", "6917926768823650000", "6917926768823660000"],
    ],
    ids=["as a float", "eighteen digits", "fifteen digits"],
)
def test_ids_that_went_through_a_spreadsheet_as_numbers(ids: list[str], tmp_path: Path) -> None:
    said = note(read_text(tmp_path, orders("240001", *ids)), "ids_rounded")
    assert said is not None
    assert (said.values["count"], said.values["row"], said.values["value"]) == (3, 3, ids[0])


@pytest.mark.parametrize(
    "ids",
    [
        ["3400000000000012345", "3400000000000012346", "3400000000000012347"],
        [f"34000000000000{number:05}" for number in range(200)],
        ["2300000000000003", "2300000000000010", "2300000000000020"],
        ["100000000000000000000000", "0000000000000000000"],
        ["3400000000000011776"],
    ],
)
def test_ids_that_are_as_they_were_given_out(ids: list[str], tmp_path: Path) -> None:
    assert note(read_text(tmp_path, orders(*ids)), "ids_rounded") is None


@pytest.mark.parametrize("plain_rows", [0, 20_000])
def test_an_id_in_powers_of_ten_is_rejected(plain_rows: int, tmp_path: Path) -> None:
    text = orders(*map(str, range(plain_rows)), "3.4E+18", "1e+15")
    intake = read_text(tmp_path, text)
    assert reasons(intake) == [
        (plain_rows + 2, "lost_digits"),
        (plain_rows + 3, "lost_digits"),
    ]
    assert note(intake, "ids_rounded") is not None


def test_an_order_that_another_table_names_in_powers_of_ten_is_said(tmp_path: Path) -> None:
    text = f"退款编号,订单编号,退款申请时间\nR1,6.9E+18,{PAID}\n"
    intake = read_text(tmp_path, text)
    assert reasons(intake) == []
    said = note(intake, "ids_rounded")
    assert said is not None
    assert said.values["column"] == "订单编号"


CHAT = "会话ID,发送时间,发送者类型,买家昵称,消息内容\n"


def chat(times: list[str], buyer: str = "甲") -> str:
    return CHAT + "".join(f"C{n},{time},买家,{buyer},好\n" for n, time in enumerate(times))


def test_times_without_seconds(tmp_path: Path) -> None:
    coarse = chat([f"2026/11/20 9:{minute:02}" for minute in range(30)])
    assert note(read_text(tmp_path, coarse), "times_without_seconds") is not None
    fine = chat([f"2026/11/20 9:{minute:02}:{minute:02}" for minute in range(30)])
    assert note(read_text(tmp_path, fine), "times_without_seconds") is None


def test_days_without_hours(tmp_path: Path) -> None:
    text = "订单号,支付时间\n" + "".join(f"{n},2026-11-{n:02}\n" for n in range(1, 29))
    intake = read_text(tmp_path, text)
    assert note(intake, "times_without_hours") is not None
    assert note(intake, "times_without_seconds") is None


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("26-11-20 09:00:00", "two_digit_year"),
        ("26/1/2", "two_digit_year"),
        ("11/20/2026 09:00", "day_or_month"),
        ("3.4.2026", "day_or_month"),
        ("昨天", "unreadable_time"),
        ("2026-13-01", "unreadable_time"),
    ],
)
def test_times_that_can_be_read_several_ways(time: str, reason: str, tmp_path: Path) -> None:
    assert reasons(read_text(tmp_path, chat([PAID, time]))) == [(3, reason)]


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    header = "订单编号,付款时间,发货时间,买家留言\n"
    whole = f"1,{PAID},{PAID},好\n2,{PAID},{PAID},好"
    assert reasons(read_text(tmp_path, header + whole)) == []
    for cut in (f"3,{PAID},{PAID}", f"3,{PAID[:12]}", "3", f'3,{PAID},{PAID},"好'):
        intake = read_text(tmp_path, f"{header}{whole}\n{cut}")
        assert reasons(intake) == [(4, "cut_off")], cut
        assert sorted(intake.tables["orders"]["order_id"]) == ["1", "2"]


DRESSINGS = ["{}", '="{}"', '"\t{}"', '"=""{}"""']
HEADS = "订单编号,付款时间,发货时间,店铺\n"


def dressed(dressing: str, number: int) -> str:
    shipped = f"2026/11/{number % 19 + 1} {number % 24}:05:33"
    return f"{dressing.format(34 * 10**17 + number)},{PAID},{shipped},旗舰店"


@pytest.mark.parametrize("dressing", DRESSINGS)
@pytest.mark.parametrize("count", [1, 12, 2_000])
def test_a_file_of_quoted_ids_that_breaks_off(dressing: str, count: int, tmp_path: Path) -> None:
    above = HEADS + "".join(f"{dressed(dressing, number)}\n" for number in range(count))
    last = dressed(dressing, 7)
    cuts = [last.rindex(","), last.rindex(":"), last.index(PAID) + 12, last.index(PAID) - 1, 9]
    for cut in cuts:
        intake = read_text(tmp_path, above + last[:cut])
        assert reasons(intake) == [(count + 2, "cut_off")], last[:cut]
    for whole in (above, above + last, above + last + "\n"):
        assert reasons(read_text(tmp_path, whole)) == []


@pytest.mark.parametrize("dressing", DRESSINGS)
def test_a_file_that_breaks_off_in_its_last_time(dressing: str, tmp_path: Path) -> None:
    rows = [dressed(dressing, number).removesuffix(",旗舰店") for number in range(20)]
    whole = "订单编号,付款时间,发货时间\n" + "\n".join(rows)
    assert reasons(read_text(tmp_path, whole)) == []
    assert reasons(read_text(tmp_path, whole[:-3])) == [(21, "cut_off")]
    assert reasons(read_text(tmp_path, f'{whole[:-5]}"')) != [(21, "cut_off")]


def test_a_file_that_breaks_off_in_a_letter(tmp_path: Path) -> None:
    content = (HEADS + dressed('="{}"', 1) + "\n" + dressed('="{}"', 2)).encode()
    for cut, found in ((0, []), (1, [(3, "cut_off")])):
        (tmp_path / "a.csv").write_bytes(content[: len(content) - cut])
        intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
        assert reasons(intake) == found


@pytest.mark.parametrize("count", [3, 60, 4_000])
def test_rows_without_their_last_blanks_break_off_nowhere(count: int, tmp_path: Path) -> None:
    """Some programs write no delimiters for blank cells at the end of a row."""
    whole, short = dressed('="{}"', 1), dressed('="{}"', 2).rpartition(",")[0]
    rows = [short if number % 3 else whole for number in range(count)]
    assert reasons(read_text(tmp_path, HEADS + "\n".join([*rows, short]))) == []
    all_short = HEADS.replace("\n", ",\n") + "\n".join([whole] * count)
    assert reasons(read_text(tmp_path, all_short)) == []


@pytest.mark.parametrize("below", ['"共12条记录"', "共12条记录", '"合计","12"', "合计,12"])
def test_a_line_below_a_table_breaks_off_nowhere(below: str, tmp_path: Path) -> None:
    rows = "".join(f"{dressed(DRESSINGS[2], number)}\n" for number in range(12))
    intake = read_text(tmp_path, HEADS + rows + below)
    assert (reasons(intake), intake.inputs[0].used) == ([], 12)


@pytest.mark.parametrize("lines", [3, 4_000])
def test_a_message_of_many_lines_at_the_end_is_whole(lines: int, tmp_path: Path) -> None:
    """Of the longer one nothing but a part of its last cell is looked at."""
    said = "\n".join(["亲，在的", *(f"第{line}行，好的好的好的" for line in range(lines)), "再见"])
    for header in (CHAT, CHAT.replace("\n", ",满意度\n")):
        more = header.count(",") - CHAT.count(",")
        whole = (
            f'{header}C1,{PAID},买家,甲,好{more * ",5"}\nC2,{PAID},买家,甲,"{said}"{more * ",5"}'
        )
        assert reasons(read_text(tmp_path, whole)) == []
        assert read_text(tmp_path, whole[: -3 - 2 * more]).rejects


@pytest.mark.parametrize("table", ["orders", "messages"])
def test_a_cell_with_a_comma_that_no_quotes_hold_together(table: str, tmp_path: Path) -> None:
    """`="a,b"` is one cell to whoever wrote it, and two to whoever reads csv."""
    header = {"orders": "订单号,店铺,支付时间,备注", "messages": "会话ID,店铺,发送时间,角色"}[table]
    rows = [f'="{n}",="甲",="{PAID}",="买家"' for n in range(30)]
    rows[3] = f'="a",="甲,乙",="{PAID}",=""' if table == "orders" else rows[3]
    rows[20] = f'="b",="甲,乙,丙",="{PAID}",="买家"'
    rows[25] = f'="c",="甲,乙",="{PAID}"'
    intake = read_text(tmp_path, "\n".join([header, *rows, ""]))
    if table == "orders":
        shops = dict(intake.tables["orders"].select("order_id", "shop").rows())
        assert (shops["a"], shops["b"], shops["1"]) == ("甲,乙", "甲,乙,丙", "甲")
    assert intake.inputs[0].rows == 30


def test_a_cell_of_which_nothing_tells_where_it_ends_is_no_blank(tmp_path: Path) -> None:
    rows = [f'="{n}",="甲",="{PAID}",=""' for n in range(9)]
    rows[4] = f'="4",="甲,="{PAID}",="",=""'
    intake = read_text(tmp_path, "\n".join(["订单号,店铺,支付时间,备注", *rows, ""]))
    assert reasons(intake) == [(6, "torn")]


@pytest.mark.parametrize("plain_rows", [1, 20_000])
@pytest.mark.parametrize("table", ["orders", "messages"])
def test_the_marks_of_a_merge_are_no_rows(table: str, plain_rows: int, tmp_path: Path) -> None:
    rows = [f"{n},{PAID},买家" for n in range(plain_rows)]
    header = {"orders": "订单号,支付时间,店铺", "messages": "会话ID,发送时间,角色"}[table]
    marked = ["<<<<<<< HEAD", rows[0], "=======", rows[0], ">>>>>>> other"]
    intake = read_text(tmp_path, "\n".join([header, *rows, *marked]) + "\n")
    first = plain_rows + 2
    assert reasons(intake) == [(first + place, "conflict") for place in (0, 2, 4)]


def swallowing(*, last: str) -> str:
    """A quote that opens and does not close, and ten rows on a line that ends with one."""
    rows = [f"C{n},2026-11-20 09:00:{n:02},买家,甲,第{n}句" for n in range(30)]
    rows[5] = 'C5,2026-11-20 09:00:05,买家,甲,"5句'
    rows[15] = f"C15,2026-11-20 09:00:15,买家,甲,{last}"
    return CHAT + "\n".join(rows) + "\n"


@pytest.mark.parametrize("last", ['15"', '"第15句"', "第15句", '"第15句', '第"15"句'])
def test_a_quote_that_never_closes_swallows_no_rows(last: str, tmp_path: Path) -> None:
    intake = read_text(tmp_path, swallowing(last=last))
    assert intake.messages is not None
    assert (intake.inputs[0].rows, intake.messages.narrow.height) == (30, 30)
    said = note(intake, "torn_quotes")
    assert said is not None
    assert said.values["rows"][0] == 7  # type: ignore[index]
    texts = intake.messages.wide.sort("row").collect()["text"]
    assert texts[5] == '"5句'
    assert texts[6] == "第6句"


def test_a_row_that_cannot_be_told_apart_is_rejected(tmp_path: Path) -> None:
    text = CHAT + f'C1,{PAID},买家,甲,"好,的\nC2,{PAID},买家,甲,好\n'
    intake = read_text(tmp_path, text)
    assert reasons(intake) == [(2, "torn")]
    assert intake.inputs[0].used == 1


def test_lines_and_commas_inside_a_message_are_its_text(tmp_path: Path) -> None:
    text = CHAT + f'C1,{PAID},买家,甲,"好\n1,2,3,4,5\n\na,b,c,d,""e"""\nC2,{PAID},买家,甲,好\n'
    intake = read_text(tmp_path, text)
    assert intake.messages is not None
    assert intake.messages.wide.sort("row").collect()["text"].to_list() == [
        '好\n1,2,3,4,5\n\na,b,c,d,"e"',
        "好",
    ]
    assert intake.inputs[0].notes == ()


def test_quotes_inside_a_text_are_its_own(tmp_path: Path) -> None:
    intake = read_text(tmp_path, CHAT + f'C1,{PAID},买家,甲,5" 屏\nC2,{PAID},买家,甲,"亲"你好\n')
    assert intake.messages is not None
    texts = intake.messages.wide.sort("row").collect()["text"].to_list()
    assert texts == ['5" 屏', '"亲"你好']


def test_the_same_file_twice_is_said(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(orders("1"), encoding="utf-8")
    inputs = read_files(tmp_path, workspace=tmp_path / ".work").inputs
    assert [[said.key for said in each.notes] for each in inputs] == [[], ["same_file"]]
    assert sum(each.used for each in inputs) == sum(each.duplicate for each in inputs) == 1


def test_times_of_a_row_that_run_backwards(tmp_path: Path) -> None:
    text = f"订单号,支付时间,发货时间\n1,{PAID},{PAID}\n2,{PAID},2026-11-18 09:00:00\n"
    said = note(read_text(tmp_path, text), "times_backwards")
    assert said is not None
    assert (said.values["count"], said.values["row"]) == (1, 3)


def talk(*seconds: int) -> str:
    return CHAT + "".join(f"C1,2026-11-20 09:00:{each:02},买家,甲,好\n" for each in seconds)


@pytest.mark.parametrize(
    ("seconds", "row"), [((1, 2, 3, 4), None), ((4, 3, 2, 1), None), ((1, 3, 2, 4, 5), 4)]
)
def test_messages_below_later_ones(seconds: list[int], row: int | None, tmp_path: Path) -> None:
    said = note(read_text(tmp_path, talk(*seconds)), "messages_out_of_order")
    assert (said and said.values["row"]) == row


def test_masked_names_that_several_conversations_share(tmp_path: Path) -> None:
    times = [PAID, PAID, PAID]
    assert note(read_text(tmp_path, chat(times, "t**1")), "nicks_masked") is not None
    assert note(read_text(tmp_path, chat(times, "t1")), "nicks_masked") is None
    assert note(read_text(tmp_path, chat(times[:1], "t**1")), "nicks_masked") is None


def test_hours_in_which_a_busy_shop_has_no_message(tmp_path: Path) -> None:
    times = [
        f"2026-11-{day} {hour:02}:{minute:02}:01"
        for day in (19, 20)
        for hour in range(9, 22)
        for minute in range(0, 60, 2)
        if (day, hour) not in ((20, 13), (20, 14), (20, 15))
    ]
    said = note(read_text(tmp_path, chat(times)), "silent_hours")
    assert said is not None
    assert (f"{said.values['from_']}", f"{said.values['to']}") == (
        "2026-11-20 13:00:00",
        "2026-11-20 16:00:00",
    )
    assert note(read_text(tmp_path, chat(times[::10])), "silent_hours") is None


def test_an_export_that_ends_at_noon_does_not_cover_the_afternoon(tmp_path: Path) -> None:
    times = [f"{hour:02}:{minute:02}:01" for hour in range(11, 14) for minute in range(0, 60, 2)]
    (tmp_path / "a.csv").write_text(chat([f"2026-11-20 {each}" for each in times]), "utf-8")
    audit = ("audit", tmp_path, "-p", "kuaishou", "--lang", "en")
    whole = cscheck(*audit, "--date", "2026-11-20").out
    assert "2026-11-20 14:00:00 to 2026-11-20 22:00:00" in whole
    assert "2026-11-20 09:00:00 to 2026-11-20 11:00:00" in whole
    early = cscheck(*audit, "--date", "2026-11-20", "--as-of", "2026-11-20 14:30").out
    assert "14:00:00 to" not in early
    later = cscheck(*audit, "--date", "2026-11-21").out
    assert "14:00:00 to" not in later


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        *(("2026-11-18 10:0", True), ("2", True), ("2026-11-18 10:00:09", False)),
        *(("", False), ("-", False), ("无", False)),
    ],
)
def test_a_file_that_breaks_off_in_its_last_cell(end: str, cut: bool, tmp_path: Path) -> None:
    whole = "".join(f"{n},5,2026-11-18 10:00:0{n}\n" for n in range(10))
    intake = read_text(tmp_path, f"订单号,实付款,支付时间\n{whole}99,5,{end}")
    assert [each.reason.key for each in intake.rejects] == ["reject_cut_off"] * cut
    ended = read_text(tmp_path, f"订单号,实付款,支付时间\n{whole}99,5,{end}\n")
    assert "reject_cut_off" not in [each.reason.key for each in ended.rejects]


def test_lines_below_a_table_are_no_orders(tmp_path: Path) -> None:
    rows = [f"1,{PAID},5", "共2条记录", "导出人：小李,,", f"制表时间,{PAID},", f"补单1,{PAID},5"]
    intake = read_text(tmp_path, "\n".join(["订单号,支付时间,实付款", *rows]) + "\n")
    assert intake.tables["orders"]["order_id"].to_list() == ["1", "补单1"]
    assert intake.inputs[0].not_data == {"explanation": 2}
    assert [(each.row, each.reason.key) for each in intake.rejects] == [(5, "reject_not_an_id")]


def test_a_second_header_with_its_columns_in_another_order(tmp_path: Path) -> None:
    first = f"订单号,支付时间,发货时间\n1,{PAID},{PAID}\n"
    same = read_text(tmp_path, first + "\ufeff" + first)
    assert same.inputs[0].not_data == {"header": 1}
    other = f"订单号,发货时间,支付时间\n2,{PAID},{PAID}\n"
    (each,) = read_text(tmp_path, first + other).inputs
    assert each.failure is not None
    assert (each.failure.key, each.failure.values["row"]) == ("header_changes", 3)


def test_columns_of_a_file_that_breaks_off_are_not_counted_on(tmp_path: Path) -> None:
    first = "会话ID,客服昵称,会话开始时间,转人工时间\nC1,甲,2026-11-20 09:00:00,\n"
    again = "会话ID,转人工时间,会话开始时间,客服昵称\nC2,,2026-11-20 09:00:00,乙\n"
    (tmp_path / "conversations.csv").write_text(first + again, encoding="utf-8")
    (tmp_path / "chat.csv").write_text(chat(["2026-11-20 09:00:00"]), encoding="utf-8")
    run = cscheck("audit", "-p", "kuaishou", "--date", "2026-11-20", "--format", "json", tmp_path)
    assert run.code == 3, run.err
    assert "fault of its own" not in run.err
    assert read_files(tmp_path, workspace=tmp_path / "work").columns.keys() == {"messages"}
    told = ("audit", "-p", "kuaishou", "--date", "2026-11-20", "--lang", "zh", "--width", "100")
    said = cscheck(*told, tmp_path).out
    assert said.count("第 3 行又是一行表头") == 2, "a number and its word stand on one line"


def test_a_time_in_a_far_year_leaves_few_gaps_to_tell(tmp_path: Path) -> None:
    times = [f"2026-11-20 {hour}:{minute:02}:01" for hour in (9, 10) for minute in range(60)]
    notes = read_text(tmp_path, chat([*times, "2098-11-20 09:00:00"])).inputs[0].notes
    assert sum(each.key == "silent_hours" for each in notes) == 5


def test_a_header_that_stands_again(tmp_path: Path) -> None:
    text = (
        f"订单号,支付时间,店铺,订单号\n1,{PAID},甲,2\n订单号,支付时间,店铺,订单号\n3,{PAID},甲,4\n"
    )
    intake = read_text(tmp_path, text)
    assert intake.inputs[0].not_data == {"header": 1}
    assert sorted(intake.tables["orders"]["order_id"]) == ["1", "3"]
    assert note(intake, "header_repeated") is not None


def test_a_row_that_explains_the_columns(tmp_path: Path) -> None:
    text = f"订单号,支付时间,实付款\n平台的编号,买家付款的时间,元\n1,{PAID},5\n"
    assert read_text(tmp_path, text).inputs[0].not_data == {"explanation": 1}


def test_bad_bytes_do_not_change_the_encoding(tmp_path: Path) -> None:
    rows = "".join(f"{n},{PAID},甲店\n" for n in range(5_000)).encode()
    content = "订单号,支付时间,店铺\n".encode() + rows + b"x," + PAID.encode() + b",\xff\xfe\n"
    (tmp_path / "a.csv").write_bytes(content)
    intake = read_files(tmp_path / "a.csv", workspace=tmp_path / "work")
    assert intake.inputs[0].encoding == "utf-8"
    assert set(intake.tables["orders"]["shop"]) == {"甲店", "\ufffd\ufffd"}
    said = note(intake, "bad_bytes")
    assert said is not None
    assert said.values["count"] == 2


def test_nul_bytes_far_down_are_taken_out(tmp_path: Path) -> None:
    text = orders(*map(str, range(8_000))) + f"ab\0c,{PAID}\n"
    intake = read_text(tmp_path, text)
    assert "abc" in set(intake.tables["orders"]["order_id"])


def test_a_carriage_return_below_an_open_quote_is_read_on(tmp_path: Path) -> None:
    text = CHAT + f'C1,{PAID},买家,甲,"好\nC2,{PAID},买家,\r甲,好\nC3,{PAID},买家,甲,"好\n'
    intake = read_text(tmp_path, text)
    assert intake.inputs[0].failure is None
    assert intake.inputs[0].rows == 3


def test_signs_that_end_lines_elsewhere_end_none_here(tmp_path: Path) -> None:
    text = CHAT + f'C1,{PAID},买家,甲\u2028乙,"好\x0c的"\nC2,{PAID},买家,甲,"亲"你好\n'
    intake = read_text(tmp_path, text)
    assert intake.inputs[0].used == 2
    assert intake.messages is not None
    assert intake.messages.wide.sort("row").collect()["text"][0] == "好\x0c的"

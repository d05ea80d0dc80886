"""Which table a file is, told from its headers alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cscheck.read.recognise import Recognised, recognise
from cscheck.rules.platform import Library
from tests.read.reading import platform, read_files

SEEN = {
    "conversations of a chat tool": (
        "any",
        "conversations",
        "会话ID,客服,客户,会话开始时间,结束方式,排队时长(秒),首次响应时长(秒),会话时长(秒),满意度评分",
    ),
    "messages": ("any", "messages", "会话ID,发送时间,发送者类型,客服昵称,买家昵称,消息内容"),
    "complaints": ("suning", "complaints", "客诉编号,投诉时间,订单编号,客诉场景,受理时间,处理人"),
    "presence": ("any", "presence", "客服账号,客服组,在线状态,上线时间,下线时间,在线时长"),
    "presence, as a log of logins": ("any", "presence", "日期,客服姓名,登录时间,登出时间,登录时长"),
    "presence, as punches": ("inhouse", "presence", "姓名,岗位,上班打卡时间,下班打卡时间"),
    "a roster": ("inhouse", "roster", "日期,客服,班次,上班时间,下班时间"),
    "a roster with plain times": ("any", "roster", "值班人,岗位,班次名称,开始时间,结束时间"),
    "reviews": (
        "taobao",
        "reviews",
        "评价编号,订单编号,买家昵称,评价等级,评价内容,评价时间,回复时间",
    ),
    "reviews in English": (
        "aliexpress",
        "reviews",
        "Review ID,Order ID,Rating,Review Time,Reply Time",
    ),
    "listings": (
        "taobao",
        "listings",
        "宝贝ID,SKU ID,宝贝标题,宝贝类目,SKU价格,运费,库存,商品状态",
    ),
    "advances": ("jd", "advances", "垫付单号,订单号,垫付金额,通知时间,还款时间"),
    "pinduoduo agents": (
        "pinduoduo",
        "agent_days",
        "日期,客服账号,接待人数,3分钟人工回复率(8-23点),平均人工响应时长",
    ),
    "suning agents": ("suning", "agent_days", "统计日期,客服账号,接待量,首次响应时长(秒),满意率"),
}


def recognised(name: str, headers: str) -> Recognised | None:
    return recognise("导出.csv", headers.split(","), platform(name))


@pytest.mark.parametrize(("name", "table", "headers"), SEEN.values(), ids=SEEN.keys())
def test_a_file_is_told_by_its_headers(name: str, table: str, headers: str) -> None:
    found = recognised(name, headers)
    assert found is not None
    assert found.table.name == table


@pytest.mark.parametrize(
    "headers",
    [
        "日期,客服昵称,备注",
        "日期,客服,班次",
        "商品ID,商品名称,支付金额",
        "姓名,岗位,状态",
        "日期,金额",
    ],
)
def test_too_little_to_tell(headers: str) -> None:
    assert recognised("any", headers) is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("pinduoduo agents", {("reply_3min_rate", "3分钟人工回复率(8-23点)")}),
        ("presence", {("status", "在线状态"), ("role", "客服组"), ("to_at", "下线时间")}),
        ("a roster", {("shift", "班次"), ("from_at", "上班时间")}),
        ("listings", {("price", "SKU价格"), ("sku", "SKU ID"), ("category", "宝贝类目")}),
    ],
)
def test_which_header_stands_for_what(kind: str, expected: set[tuple[str, str]]) -> None:
    name, _, headers = SEEN[kind]
    found = recognised(name, headers)
    assert found is not None
    assert expected <= {(each, headers.split(",")[at]) for each, at in found.positions.items()}


def test_the_time_of_signing_comes_before_that_of_confirming() -> None:
    found = recognised("taobao", "订单编号,确认收货时间,签收时间")
    assert found is not None
    assert found.positions["signed_at"] == 2


def test_tmall_reads_as_taobao_does() -> None:
    tmall, taobao = platform("tmall"), platform("taobao")
    assert tmall.dialects[1:] == taobao.dialects
    assert not tmall.dialects[0].tables


def test_the_figures_of_agents_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "客服绩效.csv").write_text(
        "日期,旺旺昵称,接待人数,3分钟人工响应率,旺旺回复率,客户满意比,首次响应(秒),平均响应（秒)\n"
        '2026-11-20,小张,"1,234",83.2%,98.50%,0.9,11秒,2分30秒\n'
        "2026-11-20,小李,12,100%,7.5,1,37.2,00:01:05\n"
        "2026-11-20,小王,-,--,99.9,暂无数据,-,-\n"
        "2026-11-20,汇总值,1246,90%,99%,0.95,20,40\n"
        ",全店平均值,623,90%,99%,0.95,20,40\n",
        encoding="gb18030",
    )
    intake = read_files(tmp_path, workspace=tmp_path / "work", using=platform("taobao"))
    assert (intake.inputs[0].not_data, intake.rejects) == ({"summary": 2}, ())
    rows = intake.tables["agent_days"].select(
        *("agent", "conversations", "reply_3min_rate", "reply_rate", "satisfaction"),
        *("first_response_seconds", "average_response_seconds"),
    )
    assert rows.rows() == [
        ("小张", 1234, 0.832, 0.985, 0.9, 11, 150),
        ("小李", 12, 1, 0.075, 1, 37.2, 65),
        ("小王", None, None, 0.999, None, None, None),
    ]


def test_the_words_of_presence_and_rosters(tmp_path: Path) -> None:
    (tmp_path / "上下线.csv").write_text(
        "客服账号,客服组,在线状态,上线时间,下线时间\n"
        "小张,售后一组,在线,2026-11-20 09:00,2026-11-20 12:00\n"
        "小张,客诉,挂起,2026-11-20 12:00,2026-11-20 13:00\n"
        "小张,,离线,2026-11-20 13:00,\n"
        "小张,夜班,,2026-11-20 14:00,\n",
        encoding="utf-8",
    )
    (tmp_path / "排班表.csv").write_text(
        "客服,岗位,班次,上班时间,下班时间\n小张,投诉专员,晚班,2026-11-20 17:30,2026-11-21 01:00\n",
        encoding="utf-8",
    )
    tables = read_files(tmp_path, workspace=tmp_path / "work").tables
    assert tables["presence"].select("role", "status").rows() == [
        *(("aftersale", "online"), ("complaint", "away"), (None, "offline"), ("夜班", None)),
    ]
    assert tables["roster"].select("role", "shift").rows() == [("complaint", "晚班")]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *(("是", "return_refund"), ("否", "refund_only"), ("不需要退货", "refund_only")),
        *(("需要退货", "return_refund"), ("仅退款", "refund_only"), ("换货", "exchange")),
    ],
)
def test_whether_goods_go_back_on_taobao(written: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "退款.csv").write_text(
        f"退款编号,订单编号,退款的申请时间,是否需要退货\nR1,1,2026-11-20 10:00:00,{written}\n",
        encoding="utf-8",
    )
    intake = read_files(tmp_path, workspace=tmp_path / "work", using=platform("taobao"))
    assert intake.tables["refunds"]["kind"].to_list() == [kind]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("飞鸽_客服表现_2026-11-20.xlsx", "agent_days"),
        ("客服绩效20261120.csv", "agent_days"),
        ("客服绩效20261120-20261126.csv", None),
        ("客服绩效.csv", None),
    ],
)
def test_the_day_of_a_performance_report_may_stand_in_its_name(
    name: str, table: str | None
) -> None:
    headers = "客服昵称,接待会话量,全天满意率,全天平响时长,全天首响时长,全天3分钟回复率"
    found = recognise(f"导出/{name}", headers.split(","), platform("any"))
    assert (found and found.table.name) == table
    if found is not None:
        assert found.spelling.constants["day"] == "2026-11-20"
        assert "day" in found.given


def test_one_agent_may_be_two_things_at_once(tmp_path: Path) -> None:
    """On duty for complaints and at the reception, or online and away, at the same hours."""
    (tmp_path / "在线.csv").write_text(
        "agent,from_at,to_at,role,status\n"
        "小李,2026-11-20 09:00:00,2026-11-20 18:00:00,complaint,online\n"
        "小李,2026-11-20 09:00:00,2026-11-20 18:00:00,reception,online\n"
        "小李,2026-11-20 09:00:00,2026-11-20 18:00:00,reception,online\n"
        "小李,2026-11-20 09:00:00,2026-11-20 18:00:00,reception,away\n",
        encoding="utf-8",
    )
    intake = read_files(tmp_path / "在线.csv", workspace=tmp_path / "work")
    (each,) = intake.inputs
    assert (each.used, each.duplicate) == (3, 1)


WDT = "订单编号,店铺,原始单号,子单原始单号,订单状态,交易时间,付款时间,发货时间,物流单号"
JST = "内部订单号,线上订单号,订单号,店铺,订单状态,订单日期,付款日期,发货日期,快递单号"


@pytest.mark.parametrize("name", [*(each.id for each in Library().platforms()), "any"])
def test_the_number_that_an_erp_gives_an_order_is_not_the_platforms(name: str) -> None:
    for headers, number in ((WDT, "原始单号"), (JST, "线上订单号")):
        found = recognised(name, headers)
        assert found is not None
        assert found.table.name == "orders"
        assert headers.split(",")[found.positions["order_id"]] == number


@pytest.mark.parametrize("name", [*(each.id for each in Library().platforms()), "any"])
def test_orders_that_an_erp_merged_are_several_of_the_platform(name: str, tmp_path: Path) -> None:
    row = '="JY2026002",="店",="3400000000000000002，3400000000000000003",="1，2",已发货,'
    times = "2026-11-18 09:00:00,2026-11-18 10:00:00,2026-11-19 10:00:00,YT2"
    (tmp_path / "订单.csv").write_text(f"{WDT}\n{row}{times}\n", encoding="gb18030")
    intake = read_files(tmp_path, workspace=tmp_path / "work", using=platform(name))
    ids = ["3400000000000000002", "3400000000000000003"]
    assert intake.tables["orders"]["order_id"].to_list() == ids


def test_refunds_of_an_erp_name_the_platforms_order() -> None:
    found = recognised("taobao", "退款编号,订单编号,原始单号,申请时间,退款状态")
    assert found is not None
    assert (found.table.name, found.positions["order_id"]) == ("refunds", 2)


def test_what_a_user_maps_is_surer_than_anything() -> None:
    mapped = platform("taobao", "tables: {orders: {columns: {order_id: 订单编号}}}")
    found = recognise("导出.csv", WDT.split(","), mapped)
    assert found is not None
    assert found.positions["order_id"] == 0

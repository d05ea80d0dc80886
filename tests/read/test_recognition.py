"""Which table a file is, told from its headers alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cscheck.read.recognise import Recognised, recognise
from tests.read.reading import platform, read_files

SEEN = {
    "taobao orders, seller centre": (
        *("taobao", "orders"),
        "订单编号,买家会员名,买家支付宝账号,买家应付货款,总金额,买家实际支付金额,订单状态,买家留言,订单创建时间,"
        "订单付款时间 ,宝贝标题 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,"
        "订单关闭原因,退款金额,确认收货时间,发货时间",
    ),
    "taobao orders, Qianniu": (
        *("taobao", "orders"),
        "子订单编号,主订单编号,商品标题,商品价格,购买数量,商品属性,订单状态,商家编码,买家实付金额,退款状态,退款金额,"
        "订单创建时间,订单付款时间,发货时间,应发货时间,商品ID,备注标签,商家备注,主订单买家留言,物流单号,物流公司",
    ),
    "taobao refunds": (
        *("taobao", "refunds"),
        "订单编号,退款编号,支付单号,订单付款时间,商家编码,商品id,退款完结时间,买家会员名称,买家实际支付金额,宝贝标题,"
        "买家退款金额,是否需要退货,退款的申请时间,超时时间,退款状态,货物状态,客服介入状态,退货物流单号,买家退款原因,"
        "买家退货时间,责任方,商家备注,完结时间,部分退款/全部退款,退款操作人",
    ),
    "pinduoduo orders": (
        *("pinduoduo", "orders"),
        "商品,订单号,订单状态,商品总价(元),用户实付金额(元),支付时间,拼单成功时间,承诺发货时间,发货时间,确认收货时间,"
        "商品id,商品规格,样式ID,快递单号,快递公司,商家备注,售后状态,买家留言,订单成交时间,团ID",
    ),
    "jd orders": (
        *("jd", "orders"),
        "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,应付金额,订单状态,下单帐号,"
        "订单备注,商家备注,商家备注等级（等级1-5为由高到低）,运费金额,付款确认时间,订单完成时间",
    ),
    "douyin orders": (
        *("any", "orders"),
        "主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,订单应付金额,运费,买家留言,订单提交时间,旗帜颜色,商家备注,"
        "支付完成时间,订单状态,承诺发货时间,售后状态,发货时间,快递信息",
    ),
    "douyin refunds": (
        *("any", "refunds"),
        "售后单号,订单号,商品单号,商品名称,商品发货状态,售后类型,退商品金额（元）,售后状态,售后申请时间,售后原因,"
        "同意售后申请时间,商家退款时间,售后关闭时间,仲裁状态,纠纷责任方,售后完结时间,订单备注,售后备注",
    ),
    "kuaishou refunds": (
        *("kuaishou", "refunds"),
        "订单编号,订单状态,订单创建时间,商品ID,商品名称,买家ID,买家昵称,售后单号,售后状态,售后申请时间,售后类型,售后原因,"
        "申请描述,退款金额,售后完结时间",
    ),
    "an ERP's orders": (
        *("any", "orders"),
        "订单编号,店铺,原始单号,订单状态,交易时间,付款时间,发货时间,客户网名,物流公司,物流单号,买家留言,客服备注",
    ),
    "conversations of a chat tool": (
        *("any", "conversations"),
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
    "taobao agents, one kind": (
        *("taobao", "agent_days"),
        "日期,店铺,账户名,咨询人数,接待人数,直接接待人数,转入人数,转出人数,买家发起,总消息,买家消息,客服消息,答问比,"
        "未回复人数,旺旺回复率,慢响应人数,首次响应(秒),平均响应（秒)",
    ),
    "taobao agents, another kind": (
        *("taobao", "agent_days"),
        "日期,旺旺昵称,咨询人数,接待人数,未回复人数,有效接待人数,平均响应时长（秒),3分钟人工响应率,旺旺回复率,"
        "首次响应时长（秒),慢响应人数,答问比,旺旺分组",
    ),
    "jd agents": (
        "jd",
        "agent_days",
        "日期,客服,登录时长,咨询量,接待量,应答率,30s应答率,满意率,首次平均响应",
    ),
    "douyin agents": (
        *("any", "agent_days"),
        "日期,客服昵称,客服在线天数,接待会话量,待回复会话量,已接待人数,全天满意率,全天平响时长,全天首响时长,"
        "全天3分钟回复率,询单人数",
    ),
    "kuaishou agents": (
        *("kuaishou", "agent_days"),
        "日期,客服昵称,三分钟回复率（会话）,三分钟回复率（人维度）,人工会话量,人工平均回复时长,好评率（会话）",
    ),
    "pinduoduo agents": (
        *("pinduoduo", "agent_days"),
        "日期,客服账号,接待人数,3分钟人工回复率(8-23点),平均人工响应时长",
    ),
    "kuaishou orders": (
        *("kuaishou", "orders"),
        "订单号,赠品订单号,活动订单编号,订单创建时间,订单支付时间,预售定金支付时间,"
        "订单状态,实付款,快递费,店铺优惠,平台补贴,主播补贴,混资活动优惠,支付优惠,"
        "支付方式,成交数量,买家留言,账号类型,账号明细,订单备注,旗帜颜色,售后状态,"
        "活动订单,预售/承诺发货时间,订单载体,商品名称,商品ID,商品规格,SKU编码,商品单价,"
        "渠道,CPS达人ID,收货人姓名,收货人电话,发货时间,快递公司,快递单号,物流信息",
    ),
    "pinduoduo orders, the older layout": (
        *("pinduoduo", "orders"),
        "商品,订单号,订单状态,商品总价(元),店铺优惠折扣(元),平台优惠折扣(元),"
        "多多支付立减金额(元),邮费(元),上门安装费(元),送货入户费(元),"
        "送货入户并安装费(元),用户实付金额(元),商家实收金额(元),商品数量(件),身份证姓名,"
        "身份证号码,收货人,手机,是否异常,省,市,区,街道,支付时间,拼单成功时间,"
        "订单确认时间,承诺发货时间,承诺送达时间,发货时间,确认收货时间,商品id,商品规格,"
        "用户购买手机号,样式ID,商家编码-SKU维度,商家编码-商品维度,快递单号,快递公司,"
        "海淘清关订单号,支付ID,支付方式,是否抽奖或0元试用,是否顺丰加价,商家备注,售后状态,"
        "买家留言",
    ),
    "taobao items": (
        *("taobao", "orders"),
        "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码",
    ),
    "taobao orders, new Qianniu": (
        *("taobao", "orders"),
        "订单编号,支付单号,支付详情,买家应付货款,买家实付金额,总金额,退款金额,订单状态,"
        "订单创建时间,订单付款时间,发货时间,应发货时间,确认收货时间,确认收货打款金额,"
        "店铺名称,商品标题",
    ),
    "1688 orders": (
        *("any", "orders"),
        "订单编号,买家公司名,买家会员名,卖家公司名,卖家会员名,货品总价(元),运费(元),"
        "涨价或折扣(元),实付款(元),订单状态,订单创建时间,订单付款时间,发货方,收货人姓名,"
        "收货地址,邮编,联系电话,联系手机,货品标题,单价(元),数量,单位,货号,型号,Offer ID,"
        "SKU ID,物料编号,单品货号,货品种类,买家留言,物流公司运单号,关联编号,代理商姓名,"
        "是否代发订单,下单公司主体,业务员昵称",
    ),
    "Xiaohongshu orders": (
        *("any", "orders"),
        "订单号,订单创建时间,支付时间,商品名称,SKU规格,SKU件数,商品总价(元),"
        "商家应收金额(元)（支付金额）,快递单号,订单状态,售后状态,商家编码",
    ),
    "Xiaohongshu refunds": (
        *("any", "refunds"),
        "售后单号,订单号,申请售后金额(元),售后类型,原因,退货创建时间,商家确认收货时间",
    ),
    "orders of a WeChat shop": (
        *("any", "orders"),
        "订单号,商品名称,商品数量,商品实际价格(单件),订单实际收款金额,商品已退款金额,"
        "商品发货,商品售后,订单下单时间,技术服务费",
    ),
    "Youzan orders": (
        *("any", "orders"),
        "订单号,买家付款时间,收货人手机号/提货人手机号,全部商品名称,商品种类数,"
        "订单实付金额,订单状态,买家备注,商家订单备注",
    ),
    "Jushuitan orders": (
        *("any", "orders"),
        "内部订单号,线上订单号,店铺,商店站点,订单状态,订单类型,下单时间,付款日期,"
        "发货日期,确认收货日期,线上商品名,商品编码,名称,销售数量,实发数量,销售金额,"
        "实发金额,买家实付,优惠金额,运费收入,运费支出,退货数量,退货金额,实退金额,"
        "商家实收,平台补贴金额,成本价,基本售价,买家留言,小旗,售后分类,收货人,省,市,区县,"
        "快递公司,快递单号",
    ),
    "Wangdiantong orders": (
        *("any", "orders"),
        "订单编号,店铺名称,订单来源,仓库,原始单号,子单原始单号,订单状态,订单类型,"
        "货到付款,订单退款状态,交易时间,付款时间,发货时间,客户网名,收件人,收货地区,"
        "收货地址,收件人手机,物流公司,物流单号,买家留言,客服备注,打印备注,订单支付金额,"
        "邮费,订单总优惠,应收金额,商家编码,货品编号,货品名称,规格名称,下单数量,成交价,"
        "分摊后价格,实发数量,分摊后总价,拆自组合装,赠品方式",
    ),
    "pinduoduo refunds": (
        *("pinduoduo", "refunds"),
        "售后编号,订单编号,售后类型,售后状态,申请时间,退款金额(元),退款原因,完结时间",
    ),
    "jd refunds": (
        *("jd", "refunds"),
        "服务单号,订单号,申请时间,审核时间,处理结果,服务单状态",
    ),
    "Qidian conversations": (
        *("any", "conversations"),
        "客服,所在组织架构,客户,会话开始时间,会话通路,会话状态,会话主题,接入方式,"
        "结束方式,排队时长(秒),首次响应时长(秒),会话时长(秒),满意度评分,满意度标签,"
        "是否已解决,会话发起方,会话消息数,会话关键词,客户线索,客户标签,客户地区,"
        "会话有效性,质检结果,分配时接待分组,客户首次发送消息时间,客服首次发送消息时间,"
        "会话记录",
    ),
    "conversations as Qiyu has them": (
        *("any", "conversations"),
        "客服ID,客服实名,客服昵称,客户ID,客户名称,开始时间,结束时间,会话关闭原因,"
        "客服首次响应的时间,客服首次响应时长,客服平均响应时长,会话解决状态,对话回合数,"
        "访客首条消息时间,是否有效会话,客服消息数,客户消息数,满意度",
    ),
    "conversations as 53kf has them": (
        *("any", "conversations"),
        "ID,访客姓名,对话渠道,客服姓名,开始时间,通话时长,等待时长（秒）,通话时长（秒）,"
        "对话记录,首次响应时长,平均响应时长,访客发送条数,客服回复条数,应答时间,结束时间,"
        "对话主题,对话级别,对话备注,服务质量,服务评价,访客地区,访客IP",
    ),
    "tickets": (
        *("any", "complaints"),
        "工单号,诉求标题,分类,优先级,状态,用户ID,创建时间,首次响应时间,解决时间",
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
        (
            "kuaishou agents",
            {
                *(
                    ("reply_3min_rate", "三分钟回复率（人维度）"),
                    ("satisfaction", "好评率（会话）"),
                ),
                *(
                    ("conversations", "人工会话量"),
                    ("average_response_seconds", "人工平均回复时长"),
                ),
            },
        ),
        (
            "taobao agents, another kind",
            {
                *(("reply_3min_rate", "3分钟人工响应率"), ("reply_rate", "旺旺回复率")),
                *(("first_response_seconds", "首次响应时长（秒)"), ("conversations", "接待人数")),
                ("average_response_seconds", "平均响应时长（秒)"),
            },
        ),
        ("pinduoduo agents", {("reply_3min_rate", "3分钟人工回复率(8-23点)")}),
        ("jd orders", {("flag", "商家备注等级（等级1-5为由高到低）"), ("buyer_note", "订单备注")}),
        (
            "taobao orders, Qianniu",
            {("order_id", "主订单编号"), ("promised_ship_at", "应发货时间")},
        ),
        (
            "Jushuitan orders",
            {("order_id", "线上订单号"), ("paid_at", "付款日期"), ("shipped_at", "发货日期")},
        ),
        (
            "Wangdiantong orders",
            {("order_id", "原始单号"), ("sub_order_id", "子单原始单号"), ("buyer", "客户网名")},
        ),
        (
            "1688 orders",
            {("buyer", "买家会员名"), ("tracking_no", "物流公司运单号"), ("amount", "实付款(元)")},
        ),
        ("Xiaohongshu refunds", {("refund_id", "售后单号"), ("confirmed_at", "商家确认收货时间")}),
        ("kuaishou orders", {("promised_ship_at", "预售/承诺发货时间"), ("amount", "实付款")}),
        (
            "Qidian conversations",
            {("buyer", "客户"), ("first_reply_at", "客服首次发送消息时间"), ("agent", "客服")},
        ),
        (
            "conversations as Qiyu has them",
            {("first_reply_at", "客服首次响应的时间"), ("ended_at", "结束时间")},
        ),
        ("conversations as 53kf has them", {("buyer", "访客姓名"), ("rating", "服务评价")}),
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

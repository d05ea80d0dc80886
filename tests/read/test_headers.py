"""Every header row of a back office that was found, recognised by itself, column by column.

`a|b` is one column under its names in several versions; a blank at the end of a name is the file's.
The files of agents' figures whose day is in no column have it in their name.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cscheck.inspection import inspect
from cscheck.read import ReadOptions
from cscheck.read.recognise import recognise
from tests.read.reading import platform, read_files

SEEN: dict[str, tuple[str, str, dict[str, str], str]] = {
    "taobao orders, old seller centre": (
        "taobao",
        "orders",
        {
            "order_id": "订单编号",
            "shop": "店铺名称",
            "buyer": "买家会员名",
            "created_at": "订单创建时间",
            "paid_at": "订单付款时间 ",
            "signed_at": "确认收货时间",
            "status": "订单状态",
            "amount": "买家实际支付金额",
            "refund_amount": "退款金额",
            "tracking_no": "物流单号 ",
            "courier": "物流公司",
            "seller_note": "订单备注",
            "buyer_note": "买家留言",
        },
        "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,"
        "总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,"
        "收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,"
        "订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,"
        "宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,"
        "是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,"
        "是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,"
        "集分宝抵扣,是否是O2O交易,新零售交易类型,新零售导购门店名称,"
        "新零售导购门店id,新零售发货门店名称,新零售发货门店id,退款金额,预约门店,"
        "确认收货时间,打款商家金额,含应开票给个人的个人红包",
    ),
    "taobao orders, old seller centre, later": (
        "taobao",
        "orders",
        {
            "order_id": "主订单编号",
            "shop": "店铺名称",
            "buyer": "买家会员名",
            "created_at": "订单创建时间",
            "paid_at": "订单付款时间 ",
            "shipped_at": "发货时间",
            "signed_at": "确认收货时间",
            "status": "订单状态",
            "presale": "预售订单",
            "amount": "买家实际支付金额",
            "refund_amount": "退款金额",
            "tracking_no": "物流单号 ",
            "courier": "物流公司",
            "seller_note": "订单备注",
            "buyer_note": "买家留言",
        },
        "订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,"
        "买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,"
        "买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,"
        "联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,"
        "物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,"
        "退款金额,确认收货时间,打款商家金额,直播返现状态,返现金额,"
        "延迟发货自动赔付金额,预售订单,发货时间,商家备忘,主订单编号",
    ),
    "taobao items": (
        "taobao",
        "orders",
        {"order_id": "订单编号", "status": "订单状态"},
        "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码",
    ),
    "taobao orders, new Qianniu": (
        "taobao",
        "orders",
        {
            "order_id": "订单编号",
            "shop": "店铺名称",
            "created_at": "订单创建时间",
            "paid_at": "订单付款时间",
            "promised_ship_at": "应发货时间",
            "shipped_at": "发货时间",
            "signed_at": "确认收货时间",
            "status": "订单状态",
            "amount": "买家实付金额",
            "refund_amount": "退款金额",
        },
        "订单编号,支付单号,支付详情,买家应付货款,买家实付金额,总金额,退款金额,"
        "订单状态,订单创建时间,订单付款时间,发货时间,应发货时间,确认收货时间,"
        "确认收货打款金额,店铺名称,商品标题",
    ),
    "taobao items, new Qianniu": (
        "taobao",
        "orders",
        {
            "order_id": "主订单编号",
            "sub_order_id": "子订单编号",
            "created_at": "订单创建时间",
            "paid_at": "订单付款时间",
            "promised_ship_at": "应发货时间",
            "shipped_at": "发货时间",
            "status": "订单状态",
            "amount": "买家实付金额",
            "refund_amount": "退款金额",
            "tracking_no": "物流单号",
            "courier": "物流公司",
            "seller_note": "商家备注",
            "buyer_note": "主订单买家留言",
            "flag": "备注标签",
            "refund_status": "退款状态",
        },
        "子订单编号,主订单编号,商品标题,商品价格,购买数量,外部系统编号,商品属性,"
        "套餐信息,联系方式备注,订单状态,商家编码,支付单号,买家应付货款,"
        "买家实付金额,退款状态,退款金额,订单创建时间,订单付款时间,发货时间,"
        "应发货时间,淘鲜达渠道,飞猪购订单信息,免单资格,免单金额,"
        "百亿补贴超链订单信息,超链半托管订单信息,商品ID,备注标签,商家备注,"
        "主订单买家留言,物流单号,物流公司,是否主动赔付,主动赔付金额,主动赔付出账时间",
    ),
    "pinduoduo orders": (
        "pinduoduo",
        "orders",
        {
            "order_id": "订单号",
            "created_at": "订单成交时间",
            "paid_at": "支付时间",
            "grouped_at": "拼单成功时间",
            "promised_ship_at": "承诺发货时间",
            "shipped_at": "发货时间",
            "signed_at": "确认收货时间",
            "status": "订单状态",
            "goods_type": "货品类型",
            "amount": "用户实付金额(元)",
            "tracking_no": "快递单号",
            "courier": "快递公司",
            "seller_note": "商家备注",
            "buyer_note": "买家留言",
            "refund_status": "售后状态",
        },
        "商品,订单号,订单状态,商品总价(元),店铺优惠折扣(元),平台优惠折扣(元),"
        "多多支付立减金额(元),邮费(元),上门安装费(元),送货入户费(元),"
        "送货入户并安装费(元),用户实付金额(元),商家实收金额(元),商品数量(件),"
        "身份证姓名,身份证号码,收货人,手机,是否异常,省,市,区,街道|街道/镇,"
        "支付时间,拼单成功时间,订单确认时间,承诺发货时间,承诺送达时间,发货时间,"
        "确认收货时间,商品id,商品规格,用户购买手机号,样式ID,"
        "商家编码-SKU维度|商家编码-规格维度,商家编码-商品维度,快递单号,"
        "快递公司,海淘清关订单号,支付ID,支付方式,是否抽奖或0元试用,是否顺丰加价,"
        "商家备注,售后状态,买家留言,订单成交时间,是否审核中,商品一级类目,"
        "商品二级类目,商品三级类目,商品四级类目,消费者资料,团ID,团身份,"
        "是否门店自提,门店名称,门店自定义编码,关联货品编码,货品名称,货品类型,"
        "子货品,仓库名称,仓库所在地址,保税仓,是否直播间成交,是否分期,订单来源,"
        "是否社区团购",
    ),
    "pinduoduo orders, full width brackets": (
        "pinduoduo",
        "orders",
        {
            "order_id": "订单号",
            "created_at": "订单成交时间",
            "paid_at": "支付时间",
            "grouped_at": "拼单成功时间",
            "promised_ship_at": "承诺发货时间",
            "shipped_at": "发货时间",
            "signed_at": "确认收货时间",
            "status": "订单状态",
            "amount": "用户实付金额（元）",
            "tracking_no": "快递单号",
            "courier": "快递公司",
            "seller_note": "商家备注",
            "buyer_note": "买家留言",
            "refund_status": "售后状态",
        },
        "订单成交时间,商品,订单号,订单状态,商品总价（元）,店铺优惠折扣（元）,"
        "平台优惠折扣（元）,邮费（元）,用户实付金额（元）,商家实收金额（元）,"
        "商品数量（件）,省,市,区,支付时间,拼单成功时间,承诺发货时间,发货时间,"
        "确认收货时间,商品id,商品规格,样式ID,快递单号,快递公司,商家备注,"
        "售后状态,买家留言",
    ),
    "jd orders": (
        "jd",
        "orders",
        {
            "order_id": "订单号",
            "buyer": "下单帐号",
            "created_at": "下单时间",
            "paid_at": "付款确认时间",
            "status": "订单状态",
            "amount": "应付金额",
            "seller_note": "商家备注",
            "buyer_note": "订单备注",
            "flag": "商家备注等级（等级1-5为由高到低）",
        },
        "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,"
        "结算金额,余额支付,应付金额,订单状态,订单类型,下单帐号,客户姓名,客户地址,"
        "联系电话,订单备注,发票类型,发票抬头,发票内容,商家备注,"
        "商家备注等级（等级1-5为由高到低）,运费金额,付款确认时间,增值税发票,货号,"
        "订单完成时间,订单来源,订单渠道,送装服务,服务费,仓库id,仓库名称",
    ),
    "jd settlement": (
        "jd",
        "orders",
        {"order_id": "订单编号", "created_at": "订单下单时间", "status": "订单状态"},
        "订单编号,父单号,订单状态,订单下单时间,订单完成时间,售后服务单号,"
        "售后退款时间,商品编号,商品名称,商品数量,扣点类型,佣金比例,费用名称,"
        "应结金额,币种,收支方向,结算状态,预计结算时间,账单生成时间,到账时间,"
        "商户订单号,资金动账备注",
    ),
    "douyin orders": (
        "any",
        "orders",
        {
            "order_id": "主订单编号",
            "sub_order_id": "子订单编号",
            "created_at": "订单提交时间",
            "paid_at": "支付完成时间",
            "promised_ship_at": "承诺发货时间",
            "shipped_at": "发货时间",
            "status": "订单状态",
            "amount": "订单应付金额",
            "tracking_no": "快递信息",
            "seller_note": "商家备注",
            "buyer_note": "买家留言",
            "flag": "旗帜颜色",
            "refund_status": "售后状态",
        },
        "主订单编号,子订单编号,选购商品|商品名称,商品规格,商品数量,商品ID,"
        "商家编码,商品单价|商品金额,订单应付金额,运费,优惠总金额,平台优惠,"
        "商家优惠,达人优惠,支付方式,手续费,收件人,收件人手机号,省,市,区,街道,"
        "详细地址,买家留言,订单提交时间,旗帜颜色,商家备注,订单完成时间,"
        "支付完成时间,APP渠道,流量来源,订单状态,承诺发货时间,订单类型,达人ID,"
        "达人昵称,售后状态,取消原因,预约发货时间,仓库,是否安心购,广告渠道,"
        "流量类型,流量体裁,流量渠道,发货主体,发货时间,快递信息,"
        "平台实际承担优惠金额,商家实际承担优惠金额,达人实际承担优惠金额,预计送达时间",
    ),
    "kuaishou orders": (
        "kuaishou",
        "orders",
        {
            "order_id": "订单号",
            "created_at": "订单创建时间",
            "paid_at": "订单支付时间",
            "promised_ship_at": "预售/承诺发货时间",
            "shipped_at": "发货时间",
            "status": "订单状态",
            "amount": "实付款",
            "tracking_no": "快递单号",
            "courier": "快递公司",
            "seller_note": "订单备注",
            "buyer_note": "买家留言",
            "flag": "旗帜颜色",
            "refund_status": "售后状态",
        },
        "订单号|快手订单编号,赠品订单号,活动订单编号,订单创建时间,订单支付时间,"
        "预售定金支付时间,订单状态,实付款,快递费,店铺优惠,平台补贴,主播补贴,"
        "混资活动优惠,支付优惠,支付方式,成交数量,买家留言,账号类型,账号明细,"
        "订单备注,旗帜颜色,售后状态,活动订单,预售/承诺发货时间,订单载体,国补类型,"
        "商品名称,商品ID,商品规格,SKU编码,商品单价,渠道,CPS达人ID,"
        "CPS达人昵称,预估推广佣金,预估推广者分佣比例,团长ID,团长昵称,"
        "快赚客ID,快赚客昵称,授权推广者ID,授权推广者昵称,收货人姓名,收货人电话,"
        "收货地址-省,收货地址-市,收货地址-区,收货地址-街道,收货地址,发货时间,"
        "快递公司,快递单号,物流信息,集运类型,直邮类型,仓库名称,仓库地址,实名姓名,"
        "服务门店ID,服务门店名称,服务门店地址",
    ),
    "1688 orders": (
        "any",
        "orders",
        {
            "order_id": "订单编号",
            "buyer": "买家会员名",
            "created_at": "订单创建时间",
            "paid_at": "订单付款时间",
            "status": "订单状态",
            "amount": "实付款(元)",
            "tracking_no": "物流公司运单号",
            "buyer_note": "买家留言",
        },
        "订单编号,买家公司名,买家会员名,卖家公司名,卖家会员名,货品总价(元),"
        "运费(元),涨价或折扣(元),实付款(元),订单状态,订单创建时间,"
        "订单付款时间,发货方,收货人姓名,收货地址,邮编,联系电话,联系手机,货品标题,"
        "单价(元),数量,单位,货号,型号,Offer ID,SKU ID,物料编号,"
        "单品货号,货品种类,买家留言,物流公司运单号,发票：购货单位名称,关联编号,"
        "代理商姓名,是否代发订单,下单公司主体,业务员昵称",
    ),
    "xiaohongshu orders": (
        "any",
        "orders",
        {
            "order_id": "订单号",
            "created_at": "订单创建时间",
            "paid_at": "支付时间",
            "status": "订单状态",
            "amount": "商家应收金额(元)（支付金额）",
            "tracking_no": "快递单号",
            "refund_status": "售后状态",
        },
        "订单号,订单创建时间,支付时间,商品名称,SKU规格,SKU件数,"
        "商品总价(元),商家应收金额(元)（支付金额）,快递单号,订单状态,售后状态,"
        "商家编码",
    ),
    "xiaohongshu refunds": (
        "any",
        "refunds",
        {
            "refund_id": "售后单号",
            "applied_at": "退货创建时间",
            "order_id": "订单号",
            "kind": "售后类型",
            "reason": "原因",
            "confirmed_at": "商家确认收货时间",
            "amount": "申请售后金额(元)",
        },
        "售后单号,订单号,申请售后金额(元),售后类型,原因,退货创建时间,商家确认收货时间",
    ),
    "wechat shop orders": (
        "any",
        "orders",
        {
            "order_id": "订单号",
            "created_at": "订单下单时间",
            "amount": "订单实际收款金额",
            "refund_amount": "商品已退款金额",
        },
        "订单号,商品名称,商品数量,商品实际价格(单件),订单实际收款金额,"
        "商品已退款金额,商品发货,商品售后,订单下单时间,技术服务费",
    ),
    "youzan orders": (
        "any",
        "orders",
        {
            "order_id": "订单号",
            "paid_at": "买家付款时间",
            "status": "订单状态",
            "amount": "订单实付金额",
            "seller_note": "商家订单备注",
            "buyer_note": "买家备注",
        },
        "订单号,买家付款时间,收货人手机号/提货人手机号,全部商品名称,商品种类数,"
        "订单实付金额,订单状态,买家备注,商家订单备注",
    ),
    "jushuitan orders": (
        "any",
        "orders",
        {
            "order_id": "线上订单号",
            "shop": "店铺",
            "created_at": "订单日期",
            "paid_at": "付款日期",
            "shipped_at": "发货日期",
            "status": "订单状态",
            "amount": "买家实付",
            "tracking_no": "快递单号",
            "courier": "快递公司",
            "buyer_note": "买家留言",
            "flag": "小旗",
        },
        "内部订单号,线上订单号,店铺,商店站点,订单状态,订单类型,订单日期|下单时间,"
        "付款日期,发货日期,确认收货日期,线上商品名,商品编码,名称,销售数量,"
        "实发数量,销售金额,实发金额,买家实付,优惠金额,运费收入,运费支出,退货数量,"
        "退货金额,实退金额,商家实收,平台补贴金额,成本价,基本售价,买家留言,小旗,"
        "售后分类,收货人,省,市,区县,快递公司,快递单号",
    ),
    "wangdiantong orders": (
        "any",
        "orders",
        {
            "order_id": "原始单号",
            "sub_order_id": "子单原始单号",
            "shop": "店铺",
            "buyer": "客户网名",
            "created_at": "交易时间",
            "paid_at": "付款时间",
            "shipped_at": "发货时间",
            "status": "订单状态",
            "amount": "订单支付金额",
            "tracking_no": "物流单号",
            "courier": "物流公司",
            "seller_note": "客服备注",
            "buyer_note": "买家留言",
            "refund_status": "订单退款状态",
        },
        "订单编号,店铺|店铺名称,订单来源,仓库,原始单号,子单原始单号|原始子订单号,"
        "订单状态,订单类型,货到付款,订单退款状态,交易时间|下单时间,付款时间,"
        "发货时间,客户网名,收件人,收货地区|省市县,收货地址,收件人手机,物流公司,"
        "物流单号,买家留言,客服备注,打印备注,订单支付金额,邮费,订单总优惠,"
        "应收金额,商家编码,货品编号,货品名称,规格名称,下单数量,成交价,分摊后价格,"
        "实发数量,分摊后总价,拆自组合装,赠品方式",
    ),
    "taobao refunds": (
        "tmall",
        "refunds",
        {
            "refund_id": "退款编号",
            "applied_at": "退款的申请时间",
            "order_id": "订单编号",
            "buyer": "买家会员名称",
            "agent": "退款操作人",
            "kind": "是否需要退货",
            "reason": "买家退款原因",
            "goods_status": "货物状态",
            "returned_at": "买家退货时间",
            "finished_at": "退款完结时间",
            "due_at": "超时时间",
            "status": "退款状态",
            "platform_involved": "客服介入状态",
            "liability": "责任方",
            "amount": "买家退款金额",
            "remark": "商家备注",
        },
        "订单编号,退款编号,支付宝交易号|支付单号,订单付款时间,商家编码|商品编码,"
        "商品id,退款完结时间,买家会员名称,买家实际支付金额,宝贝标题,"
        "买家退款金额|退款总额,退给买家金额,退给平台金额,手工退款/系统退款,"
        "是否需要退货|售后类型,退款的申请时间|退款申请时间,超时时间,退款状态,"
        "货物状态,退货物流信息,发货物流信息,客服介入状态,卖家真实姓名,"
        "卖家真实姓名(新),卖家退货地址,卖家邮编,卖家电话,卖家手机,退货物流单号,"
        "退货物流公司,买家退款原因,买家退款说明,买家退货时间,责任方,售中或售后,"
        "备注标签,商家备注,完结时间,部分退款/全部退款,审核操作人,"
        "审核操作人新会员名,举证超时,是否零秒响应,退款操作人,退款操作人新会员名,"
        "退款原因标签,业务类型,是否帮他退款,帮他退款操作账号,小额收款,淘特订单,"
        "百亿补贴超链退款信息,智能退款策略,执行方案",
    ),
    "douyin refunds": (
        "any",
        "refunds",
        {
            "refund_id": "售后单号",
            "applied_at": "售后申请时间",
            "order_id": "订单号",
            "kind": "售后类型",
            "reason": "售后原因",
            "goods_status": "商品发货状态",
            "decided_at": "同意售后申请时间",
            "returned_at": "退货发货时间",
            "refunded_at": "商家退款时间",
            "finished_at": "售后完结时间",
            "status": "售后状态",
            "platform_involved": "仲裁状态",
            "liability": "纠纷责任方",
            "amount": "退商品金额（元）",
            "remark": "售后备注",
        },
        "售后单号,订单号,商品单号,商品名称,商家编码,商品发货状态,售后类型,"
        "退商品金额（元）,售后状态,售后申请时间,售后原因,售后原因标签,退货物流单号,"
        "退货发货时间,同意售后申请时间,商家退款时间,用户到账时间,售后关闭时间,"
        "仲裁状态,纠纷责任方,售后完结时间,订单备注,用户售后说明,售后备注",
    ),
    "kuaishou refunds": (
        "kuaishou",
        "refunds",
        {
            "refund_id": "售后单号",
            "applied_at": "售后申请时间",
            "order_id": "订单编号",
            "buyer": "买家ID",
            "kind": "售后类型",
            "reason": "售后原因",
            "finished_at": "售后完结时间",
            "status": "售后状态",
            "amount": "退款金额",
            "remark": "申请描述",
        },
        "订单编号,订单状态,订单创建时间,商品ID,商品名称,买家ID,买家昵称,"
        "售后单号,售后状态,售后申请时间,售后类型,售后原因,申请描述,商家实收金额,"
        "退款金额,发货快递单号(如为西北订单，仅展示一段物流信息),退货物流单号,"
        "商家退货联系人电话,换货物流单号,售后完结时间,是否ATOM处理",
    ),
    "pinduoduo refunds": (
        "pinduoduo",
        "refunds",
        {
            "refund_id": "售后编号",
            "applied_at": "申请时间",
            "order_id": "订单号",
            "kind": "售后类型",
            "reason": "退款原因",
            "finished_at": "完结时间",
            "status": "售后状态",
            "amount": "退款金额(元)",
        },
        "售后编号|售后单号,订单号|订单编号,售后类型,售后状态,申请时间,"
        "退款金额(元),退款原因|售后原因,完结时间",
    ),
    "jd refunds": (
        "jd",
        "refunds",
        {
            "refund_id": "售后服务单号",
            "applied_at": "申请时间",
            "order_id": "订单号",
            "decided_at": "审核时间",
            "refunded_at": "售后退款时间",
            "status": "服务单状态",
        },
        "售后服务单号|服务单号,订单号,申请时间,审核时间,处理结果,服务单状态,售后退款时间",
    ),
    "taobao agents": (
        "tmall",
        "agent_days",
        {
            "agent": "账户名",
            "day": "日期",
            "shop": "店铺",
            "conversations": "接待人数",
            "messages": "客服消息",
            "reply_rate": "旺旺回复率",
            "satisfaction": "客户满意比",
            "first_response_seconds": "首次响应(秒)",
            "average_response_seconds": "平均响应(秒)",
        },
        "日期,店铺,账户名|旺旺昵称|客服昵称,咨询人数|聊天人数(原咨询人数),"
        "接待人数,直接接待人数|直接接入人数,转入人数|转发接入人数,转出人数,"
        "买家发起,客服主动跟进,总消息|总消息数,买家消息|买家消息数,"
        "客服消息|客服消息数,答问比,客服字数,最大同时接待|最大同时聊天数,"
        "未回复人数,旺旺回复率|回复率,慢响应人数|慢接待人数,长接待人数,"
        "首次响应(秒)|首次响应时长（秒),"
        "平均响应(秒)|平均响应时长（秒)|平均响应时长(新标),平均接待时长,"
        "发出评价数,收到评价数,很满意,满意,一般,不满,很不满,评价发送率,"
        "评价返回率,客户满意比,客服服务满意度",
    ),
    "taobao agents, inquiries": (
        "taobao",
        "agent_days",
        {
            "agent": "旺旺昵称",
            "conversations": "接待人数",
            "reply_3min_rate": "3分钟人工响应率",
            "reply_rate": "旺旺回复率",
            "first_response_seconds": "首次响应时长（秒)",
            "average_response_seconds": "平均响应时长（秒)",
        },
        "旺旺昵称,咨询人数,接待人数,未回复人数,有效接待人数,平均响应时长（秒),"
        "3分钟人工响应率,旺旺回复率,首次响应时长（秒),慢响应人数,答问比,旺旺分组",
    ),
    "jd agents": (
        "jd",
        "agent_days",
        {
            "agent": "客服",
            "day": "日期",
            "conversations": "接待量",
            "reply_rate": "应答率",
            "satisfaction": "满意率",
            "first_response_seconds": "首次平均响应",
            "average_response_seconds": "新平均响应",
        },
        "日期,客服,值班客服数,登录时长,咨询量,接待量,应答率,30s应答率,满意率,"
        "邀评率,超时回复,平均会话时长,首次平均响应,新平均响应,留言",
    ),
    "douyin agents": (
        "any",
        "agent_days",
        {
            "agent": "客服昵称",
            "conversations": "接待会话量",
            "reply_3min_rate": "全天3分钟回复率",
            "satisfaction": "全天满意率",
            "first_response_seconds": "全天首响时长",
            "average_response_seconds": "全天平响时长",
        },
        "客服昵称|客服,客服在线天数,接待会话量,待回复会话量,已接待人数,转出会话量,"
        "有效评价数,有效好评数,有效差评数,全天不满意率,全天满意率,全天平响时长,"
        "全天首响时长,全天3分钟回复率,询单人数,下单人数,支付人数,退款人数,"
        "客服询单支付额,退款金额,退款后销售额,询单转化率",
    ),
    "kuaishou agents": (
        "kuaishou",
        "agent_days",
        {
            "agent": "客服昵称",
            "day": "日期",
            "conversations": "人工会话量",
            "reply_3min_rate": "三分钟回复率（人维度）",
            "satisfaction": "好评率（人维度）",
            "average_response_seconds": "人工平均回复时长",
        },
        "日期,客服昵称,三分钟回复率（人维度）,三分钟回复率（会话）,不服务率,"
        "咨询人数,咨询人次,人工会话量,人工平均回复时长,好评率（人维度）,"
        "好评率（会话）,差评率（人维度）,IM不满意率（人维度）,询单人数,下单人数,"
        "支付人数,询单转化率,询单客单价,客服销售额",
    ),
    "xiaoneng agents": (
        "any",
        "agent_days",
        {
            "agent": "用户_商户",
            "day": "日期",
            "conversations": "咨询总量",
            "reply_rate": "接通率",
            "first_response_seconds": "首次响应时间",
            "average_response_seconds": "平均响应时间",
        },
        "日期,用户_商户,咨询总量,有效咨询,接通率,首次响应时间,平均响应时间,"
        "留言总量,登录时长,在线时长,忙碌时长,离开时长",
    ),
    "attendance events": (
        "any",
        "presence",
        {"agent": "客服账号", "from_at": "时间", "to_at": "结束时间", "status": "操作"},
        "客服账号|子账号|账号,操作|状态|事件,时间|操作时间|开始时间,结束时间,时长",
    ),
    "qidian conversations": (
        "any",
        "conversations",
        {
            "buyer": "客户",
            "agent": "客服",
            "topic": "会话主题",
            "started_at": "会话开始时间",
            "first_reply_at": "客服首次发送消息时间",
            "rating": "满意度评分",
            "first_response_seconds": "首次响应时长(秒)",
        },
        "客服,所在组织架构,客户,会话开始时间,会话通路,会话状态,会话主题,接入方式,"
        "结束方式,排队时长(秒),首次响应时长(秒),会话时长(秒),满意度评分,"
        "满意度标签,是否已解决,会话发起方,会话消息数,会话关键词,客户线索,客户标签,"
        "客户地区,会话有效性,质检结果,分配时接待分组,客户首次发送消息时间,"
        "客服首次发送消息时间,会话记录",
    ),
    "qiyu-like conversations": (
        "any",
        "conversations",
        {
            "buyer": "客户名称",
            "agent": "客服昵称",
            "started_at": "开始时间",
            "first_reply_at": "客服首次响应的时间",
            "ended_at": "结束时间",
            "rating": "满意度",
            "first_response_seconds": "客服首次响应时长",
        },
        "客服ID,客服实名,客服昵称,客户ID,客户名称,开始时间,结束时间,"
        "会话关闭原因,客服首次响应的时间,客服首次响应时长,客服平均响应时长,"
        "会话解决状态,对话回合数,访客首条消息时间,是否有效会话,客服消息数,"
        "客户消息数,满意度",
    ),
    "53kf-like conversations": (
        "any",
        "conversations",
        {
            "conversation_id": "ID",
            "buyer": "访客姓名",
            "agent": "客服姓名",
            "topic": "对话主题",
            "started_at": "开始时间",
            "first_reply_at": "应答时间",
            "ended_at": "结束时间",
            "rating": "服务评价",
            "first_response_seconds": "首次响应时长",
        },
        "ID,访客姓名,对话渠道,客服姓名,开始时间,通话时长,等待时长（秒）,"
        "通话时长（秒）,对话记录,首次响应时长,平均响应时长,访客发送条数,"
        "客服回复条数,应答时间,结束时间,对话主题,对话级别,对话备注,服务质量,"
        "服务评价,访客地区,访客IP",
    ),
    "messages": (
        "any",
        "messages",
        {
            "sent_at": "发送时间",
            "sender": "发送者类型",
            "conversation_id": "会话ID",
            "agent": "客服账号",
            "buyer": "买家昵称",
            "text": "消息内容",
        },
        "会话ID|会话id|会话编号|会话标识|对话ID,"
        "发送时间|消息时间|聊天时间|消息发送时间|时间,"
        "发送者类型|发送方类型|发送方角色|角色|消息方向|发送方,"
        "消息内容|聊天内容|内容,"
        "客服账号|子账号|客服昵称|旺旺昵称|客服|接待客服|客服ID|客服姓名,"
        "买家昵称|买家会员名|买家旺旺|顾客|用户昵称|客户名称|访客姓名,关联订单",
    ),
    "session dump, as JDDC has it": (
        "any",
        "messages",
        {
            "conversation_id": "session_id",
            "buyer": "user_id",
            "sender": "waiter_send",
            "text": "content",
            "sent_at": "send_time",
        },
        "session_id,user_id,waiter_send,is_transfer,is_repeat,content,send_time|create_time|time",
    ),
    "messages by name": (
        "any",
        "messages",
        {
            "sent_at": "发送时间",
            "conversation_id": "会话ID",
            "text": "消息内容",
            "sender_name": "发送人",
        },
        "会话ID,发送时间,发送人|发送者|发言人|发送方昵称,消息内容",
    ),
    "tickets": (
        "any",
        "complaints",
        {
            "complaint_id": "工单号",
            "created_at": "创建时间",
            "reason": "诉求标题",
            "first_followup_at": "首次响应时间",
            "closed_at": "解决时间",
        },
        "工单号|工单编号,诉求标题,分类,优先级,状态,用户ID,创建时间,首次响应时间,解决时间",
    ),
    "complaints": (
        "any",
        "complaints",
        {
            "complaint_id": "投诉编号",
            "created_at": "投诉时间",
            "order_id": "订单编号",
            "agent": "处理人",
            "scenario": "投诉类型",
            "reason": "投诉原因",
            "first_followup_at": "首次响应时间",
            "closed_at": "处理完成时间",
        },
        "投诉编号|投诉单号,订单编号,投诉类型,投诉原因,投诉状态,投诉时间|创建时间,"
        "商家响应截止时间|处理截止时间,首次响应时间,处理完成时间|完结时间,处理人,"
        "处理结果,责任方,平台介入",
    ),
}


def versions(headers: str) -> list[list[str]]:
    """The header row of each version."""
    columns = [header.split("|") for header in headers.split(",")]
    count = max(len(names) for names in columns)
    return [[names[min(at, len(names) - 1)] for names in columns] for at in range(count)]


@pytest.mark.parametrize("kind", SEEN)
def test_a_header_row_is_recognised_column_by_column(kind: str) -> None:
    name, table, columns, headers = SEEN[kind]
    first, *others = versions(headers)
    positions = {column: first.index(header) for column, header in columns.items()}
    for row in (first, *others):
        found = recognise("导出_2026-11-20.csv", row, platform(name))
        assert found is not None
        assert (found.table.name, dict(found.positions)) == (table, positions)


@pytest.mark.parametrize("kind", SEEN)
def test_a_header_row_is_recognised_whatever_the_platform(kind: str) -> None:
    _, table, _, headers = SEEN[kind]
    for row in versions(headers):
        found = recognise("导出_2026-11-20.csv", row, platform("any"))
        assert (found and found.table.name) == table


def test_headers_of_one_program_mean_nothing_elsewhere(tmp_path: Path) -> None:
    found = recognise("a.csv", ["ID", "访客姓名", "客服姓名", "开始时间"], platform("any"))
    assert found is not None
    assert (found.table.name, "conversation_id" in found.positions) == ("conversations", False)
    both = ["ID", "访客姓名", "开始时间", "对话记录", "会话ID"]
    found = recognise("a.csv", both, platform("any"))
    assert found is not None
    assert found.positions["conversation_id"] == 4
    told = "会话ID,发送时间,发送者类型\nC1,2026-11-20 09:00:00,1\n"
    dump = "session_id\tuser_id\twaiter_send\tcontent\ttime\nS1\tU1\t1\t好\t2026-11-20 09:00:00\n"
    (tmp_path / "a.csv").write_text(told, encoding="utf-8")
    (tmp_path / "b.txt").write_text(dump, encoding="utf-8")
    intake = read_files(tmp_path, workspace=tmp_path / ".work")
    assert [(each.used, each.rejected) for each in intake.inputs] == [(0, 1), (1, 0)]


def test_a_dump_without_times_is_told_for_what_it_lacks(tmp_path: Path) -> None:
    dump = (
        "session_id\tuser_id\twaiter_send\tis_transfer\tis_repeat\tcontent\nS1\tU1\t1\t0\t0\t好\n"
    )
    (tmp_path / "chat.txt").write_text(dump, encoding="utf-8")
    (tmp_path / "w").mkdir()
    (each,) = inspect([tmp_path / "chat.txt"], platform("any"), ReadOptions(tmp_path / "w"))
    assert (each.table, each.missing) == ("messages", ("sent_at",))

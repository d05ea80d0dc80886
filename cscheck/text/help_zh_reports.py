"""The Chinese of `--help` for what tells, lists and writes reports."""

REPORTS: dict[str, str] = {
    "Also to a file (.txt .csv .json).": ("同时写入文件（.txt .csv .json）。"),
    "Also to a file (.txt .json .csv .md .html .xlsx .xml .prom). Repeatable.": (
        "同时写入文件（.txt .json .csv .md .html .xlsx .xml .prom），可重复。"
    ),
    "An id as the report has it: of a case, a conversation, a buyer.": (
        "报告里的编号：个案、会话或买家代号。"
    ),
    "Another seed, another day.": ("换一个种子，就换一天数据。"),
    "How many conversations.": ("会话数量。"),
    "List every open case by its deadline: how long is left, whose it is, where it stands.": (
        "按期限列出未到期的个案：还剩多久、由谁负责、在哪里。"
    ),
    "Message texts are shown with --show-pii alone. Exit codes: 0 told, 2 no such rule or case.": (
        "只有加 --show-pii 才显示聊天内容。退出码：0 已说明，2 没有这条规则或个案。"
    ),
    "Only what breaks in that time. [all]": ("只列这段时间内到期的。[默认：全部]"),
    "Shop by shop, with what memory does not hold on disk.": ("逐店审计，内存放不下的先存到磁盘。"),
    "Say what each stage took, and name unused headers.": (
        "说明每一步用了多久，并列出未采用的表头。"
    ),
    "Tell the timeline of one case: its rows, its clock, the clause, what would be in time.": (
        "说明一个个案的来龙去脉：所依据的行、计时起止、适用条款、怎样才算及时。"
    ),
    "Time left counts from the end of the day, or from --as-of. Exit codes: 0 listed, 3 the data "
    "could not be relied on.": (
        "剩余时间从当天结束或 --as-of 起算。退出码：0 已列出，3 数据不可靠。"
    ),
    "Where the cases lie, in text.": ("文本报告里按客服或小时拆分个案。"),
    "Where to; made if need be.": ("写到哪个文件夹；没有就新建。"),
    "Write a day of invented exports in a platform's own shape, and say what is in them.": (
        "按平台自己的样式写出一天的虚构导出文件，并说明其中的数字。"
    ),
}

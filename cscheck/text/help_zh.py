"""The Chinese of `--help`: each sentence of the command line, as the code has it in English."""

from cscheck.text.help_zh_nightly import NIGHTLY
from cscheck.text.help_zh_reports import REPORTS

HELP: dict[str, str] = {
    **NIGHTLY,
    **REPORTS,
    "Audits a shop's customer service against the rules of Chinese e-commerce platforms.": (
        "按电商平台的规则核对店铺的客户服务。"
    ),
    "Show the version.": "显示版本号。",
    # audit
    "Measure the rules on the exports of a day, and judge them.": (
        "用一天的导出文件计算各条规则，并作出评判。"
    ),
    "Exit codes: 0 kept, 1 a rule is broken, 2 the command or a ruleset is wrong, 3 the data could "
    "not be judged, 70 a fault of cscheck, 130 interrupted.": (
        "退出码：0 没有违规，1 有违规，2 命令或规则文件有误，3 数据无法评判，"
        "70 cscheck 自身出错，130 被中断。"
    ),
    "Files and folders of exports.": "导出文件，或存放它们的文件夹。",
    "The platform whose rules apply: its name or an alias (kuaishou, ks, 快手).": (
        "按哪个平台的规则：名称或别名（kuaishou、ks、快手）。"
    ),
    "The day. [default: yesterday]": "核对哪一天。[默认：昨天]",
    "The first of several days.": "核对多天时的第一天。",
    "The last of several days.": "核对多天时的最后一天。",
    "Until when the data is complete.": "数据截至何时是完整的。",
    "Which table a file is. Repeatable.": "指明文件是哪张表，可重复。",
    "Your own headers, words and time formats (YAML).": "自己的表头、用词和时间格式（YAML）。",
    "Tables that must be there.": "必须有的表。",
    "The shop of rows that name none.": "没有写店铺的行算作哪家店。",
    "Further rules: new ones, or others' parameters overridden by id. Repeatable.": (
        "更多规则：新增的，或按编号改写已有规则的参数。可重复。"
    ),
    "Judge everything by the rules of this day.": "一律按这一天的规则评判。",
    "Only this rule, or rules with this tag.": "只评这条规则，或带此标签的规则。",
    "Without this rule, or rules with this tag.": "不评这条规则，或带此标签的规则。",
    "What stdout gets.": "标准输出的格式。",
    "Cases shown a rule, in text.": "文本报告里每条规则列出几个个案。",
    "Language of the report. [default: the locale's]": "报告的语言。[默认：随系统]",
    "Show buyers' names instead of tokens.": "显示买家姓名，而不是代号。",
    "What exits with 1.": "出现什么时以 1 退出。",
    "Rejected rows borne in a file.": "一个文件里容许多少行无法采用。",
    "Every rejected row, whole and unmasked, as csv.": "把无法采用的行完整写入 csv（不打码）。",
    "Passwords of encrypted workbooks, one a line. [else: CSCHECK_PASSWORD]": (
        "加密工作簿的密码，每行一个。[否则用 CSCHECK_PASSWORD]"
    ),
    "Print nothing when all is well.": "一切正常时什么也不输出。",
    "Columns of text. [default: terminal, 120]": "文本的宽度。[默认：随终端，否则 120]",
    # inspect, platforms, rules
    "Tell what files are: encoding, sheets, table, columns, time span, rejects; YAML to paste.": (
        "说明文件是什么：编码、工作表、内容、列、起止时间、无法采用的行，以及可粘贴的 YAML。"
    ),
    "Exit codes: 0 every file is understood, 3 one is not.": "退出码：0 都能识别，3 有不能识别的。",
    "Files or folders.": "文件或文件夹。",
    "Show rejected cells of personal columns.": "显示个人信息列里无法采用的内容。",
    "List the platforms: names, aliases, the tables their rules need, when the rules were read.": (
        "列出平台：名称、别名、规则需要的表、规则的查阅日期。"
    ),
    "List, show, check and test the rules.": "列出、查看、检查和测试规则。",
    "List the rules of a platform, or of all: limit, period, dates, and what each needs.": (
        "列出一个或所有平台的规则：要求、周期、施行期、需要的数据。"
    ),
    "Show a rule: definition, parameters, versions, sources, confidence and doubts.": (
        "查看一条规则：定义、参数、版本、出处、可信度和疑点。"
    ),
    "The rule's id.": "规则的编号。",
    "Check files of rules, mappings or cases: every problem with line, column and caret.": (
        "检查规则、映射或用例文件：逐一指出问题所在的行和列。"
    ),
    "Rules, mappings or rule cases (YAML).": "规则、映射或规则用例（YAML）。",
    "Run rule cases: tiny inputs with the verdict that a rule must give on them.": (
        "运行规则用例：很小的输入，以及规则应给出的结论。"
    ),
    "Exit codes: 0 every case holds, 1 one does not, 2 a file is wrong.": (
        "退出码：0 全部成立，1 有不成立的，2 文件有误。"
    ),
    "Files of cases. [default: the shipped ones]": "用例文件。[默认：自带的]",
    # template
    "Write empty workbooks with headers that are known, for what a platform does not export.": (
        "写出表头可以直接识别的空白工作簿，供填写平台不提供导出的数据。"
    ),
    "A file that is there already is never overwritten.": "已有的文件不会被覆盖。",
    "Only this table. Repeatable. [default: all needed]": (
        "只写这张表，可重复。[默认：规则需要的全部]"
    ),
    # due, explain, demo
    "List every open case by its deadline: how long is left, whose it is, where it stands.": (
        "按截止时间列出每件未结个案：还剩多久、由谁负责、在哪个文件哪一行。"
    ),
    "Time left counts from the end of the day, or from --as-of. Exit codes: 0 listed, 3 the data "
    "could not be relied on.": (
        "剩余时间从当天结束时算起，或从 --as-of 算起。退出码：0 已列出，3 数据不可靠。"
    ),
    "Only what breaks in that time. [all]": "只列这段时间内到期的。[全部]",
    "Also to a file (.txt .csv .json).": "同时写入文件（.txt .csv .json）。",
    "Tell the timeline of one case: its rows, its clock, the clause, what would be in time.": (
        "讲清一件个案的经过：相关各行、计时、条款，以及怎样才算及时。"
    ),
    "Message texts are shown with --show-pii alone. Exit codes: 0 told, 2 no such rule or case.": (
        "消息正文只在加 --show-pii 时显示。退出码：0 已说明，2 没有这条规则或这件个案。"
    ),
    "An id as the report has it: of a case, a conversation, a buyer.": (
        "报告里的编号：个案、会话或买家的。"
    ),
    "Judge the same files by two readings of a rule: both figures, and the cases that flip.": (
        "同一批文件按一条规则的两种口径各评一次：两个数字，以及结论不同的个案。"
    ),
    "The first is the rule as it stands (or that of --rules-at), the second that of another day "
    "(--vs), or with other settings (--set within=3m). Exit codes: 0 compared, 3 the data could "
    "not be relied on.": (
        "第一种是规则原样（或 --rules-at 那天的），第二种是另一天的规则（--vs），"
        "或改了设置的规则（--set within=3m）。退出码：0 已比较，3 数据不可靠。"
    ),
    "A setting of the second reading, as YAML writes it. Repeatable.": (
        "第二种口径的一个设置，写法同规则文件。可重复。"
    ),
    "The second reading: the rules of this day.": "第二种口径：这一天的规则。",
    "Groups and cases shown, in text.": "文本中显示多少组、多少件个案。",
    "Find the reading of a rule whose figure is the one that the platform reports.": (
        "找出一条规则的哪种口径得出平台后台显示的数值。"
    ),
    "The rule's parameters are changed one at a time: who counts, what a round is, which hours, "
    "the limit itself in time or not, other versions. Exit codes: 0 told, 3 the data could not be "
    "relied on. `cscheck compare` then names the cases.": (
        "每次只改规则的一个参数：谁的回复算数、怎样算一轮、哪些时段、恰好到限算不算及时、别的版本。"
        "退出码：0 已说明，3 数据不可靠。之后用 `cscheck compare` 看是哪些个案。"
    ),
    "The figure that the platform's console shows.": "平台后台显示的数值。",
    "The shop or agent whose figure it is.": "是哪个店铺或客服的数值。",
    "Readings shown, in text.": "文本中显示多少种口径。",
    "Write a day of invented exports in a platform's own shape, and say what is in them.": (
        "按平台导出的样式写出一天的虚构数据，并说明里面有什么。"
    ),
    "Where to; made if need be.": "写到哪里，没有就新建。",
    "How many conversations.": "多少个会话。",
    "Another seed, another day.": "换一个种子就是另一天。",
}

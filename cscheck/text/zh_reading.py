"""The Chinese catalogue: what was found in the files."""

TEXT: dict[str, str] = {
    "ids_rounded": (
        "“{column}”有 {count} 个编号被当作数字存过，末几位已丢失（如第 {row} 行 {value}）："
        "不同的单会被当成同一单，与别的表也对不上；无法还原，请重新导出，"
        "不要用 Excel 打开另存（或先把该列设为文本）"
    ),
    "times_without_seconds": (
        "{columns} 只到分钟：以秒、分计的时限可能差到 59 秒；请导出带秒的时间"
        "（用 Excel 另存过的 csv 会丢掉秒）"
    ),
    "times_without_hours": (
        "{columns} 只有日期：都按 0 点计，以小时计的时限不准；请导出带时刻的时间"
    ),
    "times_backwards": (
        "{count} 行的{then}早于{first}（首见第 {row} 行：{after} 早于 {before}）："
        "这些行的用时为负，按 0 或更短计；请核对导出"
    ),
    "nicks_masked": (
        "{count} 个打了码的买家昵称出现在不同的会话或单里（首见第 {row} 行）："
        "不同的买家可能被当成同一人；请导出买家 ID 或不打码的昵称"
    ),
    "header_repeated": "表头“{header}”出现 {times} 次，采用第 {column} 列",
    "torn_quotes": (
        "{count} 行的引号不配对（第 {rows} 行）：已逐行按原样读取，没有吞掉后面的行；"
        "请核对这些行的文字"
    ),
    "rows_filled": (
        "{count} 行没有{column}（首见第 {row} 行），按合并单元格取上一行的值："
        "算作同一单的另一件商品"
    ),
    "ids_split": "{count} 行的{column}里有多个编号（首见第 {row} 行 {value}）：每个编号各算一单",
    "same_file": "与 {path} 逐字节相同：只计一次；请检查是否漏了另一份导出",
    "messages_out_of_order": (
        "{count} 条消息早于同一会话里排在它前面的消息（首见第 {row} 行）：已按时间排序；"
        "如果是改过电脑时间或拼接过的文件，回复用时不可信"
    ),
    "silent_hours": (
        "店铺“{shop}”在 {from_} 至 {to} 没有一条消息，而平时每小时约 {rate} 条："
        "导出可能缺了这一段，比率会偏高或偏低；请补导后重跑"
    ),
    "rows_explanation": "说明行 {count}",
    "rows_header": "重复的表头 {count}",
    "reject_conflict": "这是版本合并的冲突标记，文件没有合并完：请改用原始导出",
    "reject_lost_digits": "编号被 Excel 变成了科学计数，已无法还原：请重新导出，不要另存",
    "reject_cut_off": "文件在这一行中断：请重新下载，后面的行可能都缺了",
    "reject_torn": "引号不配对，拆不出各列：请改正这一行的引号",
    "reject_two_digit_year": (
        "两位数的年份，分不清年月日：请导出四位年份，或在 --columns 的 times 里写明格式，"
        '如 "%y-%m-%d %H:%M:%S"'
    ),
    "reject_day_or_month": (
        "分不清哪个是日、哪个是月：请在 --columns 的 times 里写明格式，"
        '如 "%m/%d/%Y %H:%M" 或 "%d/%m/%Y %H:%M"'
    ),
    "from_transcript": "消息取自“{column}”列，行号为第几条消息加一",
    "from_events": (
        "这是事件日志：{count} 行合成 {tickets} 张{table}（同一单号各行取先有的值）；"
        "没有用到的事件：{unused}。如有要用的，请在 --columns 的 events 里补上"
    ),
    "from_states": (
        "这是上下线流水：每行的“{column}”算到同一客服的下一行为止，最后一行算到数据截止"
    ),
    "presence_end_lost": (
        "{count} 行之后过了 12 小时以上又是同一状态，中间缺了一行（首见第 {row} 行）：不知何时结束"
        "，这些行不计时长，在线时长会偏少；请补上缺的记录"
    ),
    "presence_began_before": (
        "{count} 名客服的第一行就是下线（首见第 {row} 行）：不知何时上线，之前的时长不计；"
        "请从前一天起导出"
    ),
    "presence_open": (
        "{count} 名客服的最后一行不是下线（首见第 {row} 行）：算到数据截止，在线时长可能偏多；"
        "请连同后一天一起导出"
    ),
    "presence_long": (
        "{count} 段在线超过 24 小时（首见第 {row} 行）：照算；如果中间缺了下线，在线时长会偏多，"
        "请核对"
    ),
    "presence_again": "{count} 行与该客服的下一行状态相同（首见第 {row} 行）：按一直如此计",
    "conversations_from_parents": (
        "没有会话编号：按“{column}”逐条上溯，合成 {count} 个会话；"
        "上一条不在文件里的，回复会算不到它头上"
    ),
    "yaml_not_an_event": (
        "{column}：first、last、count 要写且只写一个；时间列用 first 或 last，数字列用 count"
    ),
    "yaml_not_a_transcript_line": (
        "“{value}”不是消息首行的正则，要有 (?P<time>...) 和 (?P<name>...)"
    ),
    "bomb": "压缩文件解开后超过原来的 {ratio} 倍，不像导出文件，未读取",
    "too_large": "超过一个文件的上限 {limit}，未读取：请按天或按月分开导出",
    "too_many_cells": "超过一个文件的上限 {limit} 格，未读取：请按天或按月分开导出",
    "hidden_sheets": "隐藏的工作表未读：{sheets}；如果里面有数据，请取消隐藏后重新保存",
    "error_cells": (
        "有 {count} 格是公式的错误（#N/A、#REF! 等）：按空白计，缺了时间的会被当作还没有办；"
        "请改正公式，或用原始导出"
    ),
    "formula_cells": (
        "有 {count} 格是公式而没有存下结果（由程序写出，未经计算）：按空白计；请用原始导出，"
        "或把公式换成它的值"
    ),
    "row_beyond": "有一行写着自己是第 {row} 行，超出工作表的 {limit} 行：文件已损坏，未读取",
    "row_twice": "第 {row} 行的行号与别的行重复或次序不对，一行会盖住另一行：文件已损坏，未读取",
    "cell_beyond": (
        "第 {row} 行有一格写着自己是第 {column} 列，超出工作表的 {limit} 列：文件已损坏，未读取"
    ),
    "too_many_columns": "有 {count} 列，超过上限 {limit}，不像导出文件，未读取：请用原始导出",
    "line_too_long": "有一行超过上限 {limit}，不像导出文件，未读取：请用原始导出",
    "says_no_data": (
        "文件里只写着没有数据：按没有记录计；说不出是哪张表，--expect 的表请导出带表头的空表"
    ),
    "empty_file": "文件是空的：没有导出成功，请重新导出",
    "no_plain_file": "不是普通文件（是管道或设备）：请先存成文件",
    "broken_link": "链接指向的文件不存在：请修好或删掉这个链接",
    "page_passed_over": "文件夹里的网页没有打开：如果它是导出文件，请在命令行里直接写出它",
    "linked_folder_passed_over": (
        "指向文件夹的链接没有打开：如果里面有导出文件，请在命令行里直接写出它"
    ),
    "binary_file": "既不是文本，也不是表格文件：请导出 csv 或 xlsx",
    "packed_file": "{kind} 压缩包没有打开：请先解压，或改用 zip",
    "no_header": "前 40 行里找不到表头（至少两个列名）：请用带表头的原始导出",
    "no_table_inside": "里面没有一张表有表头（至少两个列名）：请用带表头的原始导出",
    "bad_bytes": (
        "有 {count} 个字符不是 {encoding}（首见第 {line} 行），已换成 �：含它的昵称、店铺、词语"
        "可能对不上；请重新导出，不要用别的程序转存"
    ),
    "nul_bytes": "有 {count} 个空字节，已去掉：文件可能没有写完整；请核对，或重新导出",
    "rows_short": (
        "{count} 行的格数比表头少（首见第 {row} 行）：缺的格按空白计，缺了时间的会被当作还没有"
        "办；请核对这些行，或重新导出"
    ),
    "not_understood": (
        "{column} 有 {count} 格看不懂（首见第 {row} 行）：{words}；不按已知的词或数计，请在 --c"
        "olumns 的 words 里说明"
    ),
    "reject_no_id": "没有编号，不知道是哪一单：未计入；请核对导出",
    "reject_no_time": "没有时间，不知道算在哪一天：未计入；请核对导出",
    "reject_unreadable_time": (
        "时间无法识别，未计入：请在 --columns 的 times 里写明格式，或改正后重新导出"
    ),
    "header_changes": (
        "第 {row} 行又是一行表头，列的次序却不同（“{header}”处写着“{found}”）：下面的行会读错列，"
        "整个文件未读取；请把拼在一起的导出分成几个文件"
    ),
    "reject_not_an_id": "不像编号（没有数字和字母），多半是表尾的说明：未计入；请核对",
    "reject_no_such_year": (
        "年份不在 2000 至 2099 年，不像真的时间，未计入：如果它表示“没有”，请写进 --columns 的 "
        "never；否则请改正后重新导出"
    ),
    "reject_no_word": "没有写明发送者，不知道是问还是答：未计入",
    "reject_unknown_word": "不认识的词，未计入：请在 --columns 的 words 里说明",
    "reject_more_cells_than_headers": (
        "单元格比表头多，分不清哪格属于哪列：未计入；请核对这一行的分隔符和引号"
    ),
    "broken_html": "HTML 里没有表格：可能是登录页或出错页；请登录后台重新导出",
    "zip_entries": "压缩包里有 {count} 个文件，超过上限 {limit}，未读取",
    "zip_password": (
        "压缩包有密码，打不开（试了 {tried} 个）：请用 --password-file 指明，或先解开"
    ),
    "zip_nested": "压缩包里的压缩包，不再往里读：请先解开",
    "broken_zip": "压缩包已损坏或不完整：请重新下载",
    "broken_xml": "XML 表格无法解析：{problem}",
    "xml_not_a_table": "是 XML，但不是 SpreadsheetML 表格",
    "download_again": "文件可能没有下载完：请重新下载或导出",
    # template
    "already_there": "已有这个文件，未覆盖：{path}",
    "template_written": "已写好空白表：",
    "template_how": (
        "黄色表头必填；每个表头的批注说明怎么填。填好后与其他导出文件放在一起即可，不必改名"
    ),
    "wanted_must": "必填。",
    "wanted_may": "可空。",
    "wanted_id": "编号或名称，按文本填写，不要让 Excel 变成数字",
    "wanted_text": "文字",
    "wanted_word": "从列表里选",
    "wanted_time": "时间，精确到秒，如 2026-11-20 09:00:00",
    "wanted_flag": "是 或 否",
    "wanted_money": "金额，单位元",
    "wanted_number": "数字",
    "wanted_rate": "比例，如 83.2%",
    "wanted_seconds": "秒数",
}

"""The Chinese of `--help` for what runs every night: config, shops, history, waivers, notices."""

NIGHTLY: dict[str, str] = {
    "Every shop of the config, and one summary.": "核对配置里的每一家店，给出一份汇总。",
    "Shops audited at once, with --all.": "与 --all 同用：同时核对几家店。",
    "Settings. [default: cscheck.toml here or above]": (
        "配置文件。[默认：当前目录或上级目录里的 cscheck.toml]"
    ),
    "A shop of the config.": "配置里的一家店。",
    "Show every setting of an audit, its value, and whether flag, variable or file gave it.": (
        "列出核对的每项设置、它的值，以及来自参数、环境变量还是配置文件。"
    ),
    "Without --shop: those of the only shop, or what holds for all of them.": (
        "不加 --shop 时：只有一家店就列那家的，否则列各店共用的。"
    ),
    "Where to; made if need be. [default: here]": "写到哪里，没有就新建。[默认：当前目录]",
    "The first shop's name.": "第一家店的名称。",
    "Write a commented cscheck.toml with a cron line, and a systemd service and timer.": (
        "写出带注释的 cscheck.toml（含 cron 行），以及 systemd 的 service 和 timer。"
    ),
    "Nothing that is there already is overwritten.": "已有的文件不会被覆盖。",
    "Cases that are not counted, and why.": "豁免的个案及其理由，不计入统计。",
    "Figures of past nights, to add up and look back (SQLite).": (
        "往日的数字，用于累计和回顾（SQLite）。"
    ),
    "Only this shop.": "只看这家店。",
    "How many days.": "看多少天。",
    "The last day. [default: yesterday]": "最后一天。[默认：昨天]",
    "Only this rule. Repeatable.": "只看这条规则，可重复。",
    "Show the last days of each rule and shop: a bar a day, figures, what changed, what comes.": (
        "列出各店各条规则最近的走势：每天一格，附数字、与上次相比的变化和往后的势头。"
    ),
    "Exit codes: 0 shown, 2 there is no history.": "退出码：0 已列出，2 没有历史文件。",
    "Tell a robot of the config. Repeatable.": "通知配置里的机器人，可重复。",
    "Held while it runs: a second audit ends at once. [a shop of the config has one]": (
        "运行期间持有的锁文件：同时再跑一次会立即退出。[配置里的店铺自带一把]"
    ),
    "Remove reports of days longer ago than this.": "删除早于这么多天的旧报告。",
    "Figures for Prometheus; with --all of every shop.": (
        "供 Prometheus 采集的指标文件；配合 --all 时含所有店铺。"
    ),
    "What stderr gets: lines, or an object a line.": "标准错误的格式：文字行，或每行一个 JSON。",
    "Only this shop of the config.": "只看配置里的这家店。",
    "Look at all that a night needs, change and send nothing, and say how to mend what is wrong.": (
        "检查夜间核对所需的一切，不改动也不发送任何东西，并说明问题如何处理。"
    ),
    (
        "The config, exports, folders and rights, disk, clock and zone, rulesets, waivers, history,"
        " robots. Exit codes: 0 a night can be audited, 2 something must be mended first."
    ): (
        "包括配置、导出文件、目录和权限、磁盘、时钟和时区、规则、豁免、历史、机器人。"
        "退出码：0 可以核对，2 须先处理。"
    ),
}

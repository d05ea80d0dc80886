"""The Chinese catalogue of what runs every night: config, shops, waivers, history, notices."""

TEXT: dict[str, str] = {
    # the config file
    "cannot_read_config": "无法读取配置文件 {path}：{problem}",
    "config_syntax": "不是合法的 TOML：{problem}",
    "config_quotes": '含中文的名称要加英文引号：[shops."旗舰店"]',
    "config_wrong_type": "“{key}”应为{asked}，而不是 {value}",
    "config_text": "一段文字",
    "config_texts": "文字列表",
    "config_path": "一个路径",
    "config_paths": "路径列表",
    "config_rules": "文件或名称的列表",
    "config_tables": '形如 {{messages = "chats.csv"}} 的表',
    "config_flag": "true 或 false",
    "config_number": "整数",
    "config_shops_are": "配置里有：{shops}；用 --shop 指明一家，或用 --all 核对全部",
    "no_shop_in_config": "配置里没有店铺“{name}”",
    "which_shop": "配置里有不止一家店",
    "no_shops": "--all 需要一份含 [shops.店名] 的 cscheck.toml，可用 `cscheck init` 生成",
    "all_takes_no_paths": "--all 的店铺和路径都取自配置，命令行上不要再写",
    "output_without_shop": "与 --all 同用时每家店要有各自的文件：在文件名里加上 {{shop}}",
    "bad_date_pattern": "日期写不成这样：{pattern}",
    "shop_run_died": "店铺 {shop} 的核对中途崩溃或被终止（{code}）",
    "config_col_key": "设置",
    "config_col_value": "值",
    "config_col_by": "来自",
    "config_by_commandline": "参数",
    "config_by_environment": "环境变量",
    "config_by_default": "默认",
    "config_by_default_map": "配置文件",
    "already_there": "{path} 已存在，不会覆盖",
    "init_wrote": "已写入 {path}",
    "init_next": "填好 {path}，再试：cscheck doctor、cscheck audit",
    # a run, and the one beside it
    "already_running": "{shop} 的另一次核对还在进行（进程 {process}，始于 {since}），本次到此为止",
    "already_running_hint": "锁文件为 {path}，那个进程一结束系统就会释放",
    "old_reports_gone": "已删除 {count} 份旧报告",
    "audit_ended": "核对结束：{line}",
    # waivers
    "excluded_waived": "已豁免",
    "all_waived": "个案全部豁免",
    "kept_by_waiver": "因豁免了 {cases} 件才达标",
    "waiver_holds": "{shop} 的 {what} 豁免至 {expires}，不计入（{reason}）",
    "waiver_expired": "{shop} 对 {what} 的豁免已于 {expires} 到期，重新计入（{reason}）",
    "yaml_no_waivers": "没有 waivers 列表",
    "yaml_case_or_span": "豁免要么写 case，要么同时写 from 和 to",
    "yaml_span_backwards": "结束早于开始",
    "yaml_not_a_moment": "“{value}”不是日期或时间，应形如 2026-11-20 或 2026-11-20 10:00",
    "yaml_waiver_lacks": "豁免缺少“{key}”",
    "yaml_not_a_text": "“{value}”不是文字",
    # the history
    "history_failed": "历史文件 {path} 无法使用：{problem}",
    "history_is_newer": "历史文件 {path} 由更新的 cscheck 写成（版本 {version}），请升级",
    "history_not_kept": "这一晚无法评判，没有记入历史",
    "open_settled": "{day} 尚未结果的 {cases} 件现已了结：达标 {good} 件，未达标 {bad} 件",
    "open_settled_bad": "{day} 未结的 {cases} 件现已了结：达标 {good}，未达标 {bad}（{ids}）",
    "figures_corrected": "迟到的导出文件更正了 {shop} {day} 的数字：原为 {was}，现为 {now}",
    "figures_corrected_many": "迟到的导出文件更正了 {shop} {day} 的数字：{groups} 组有变",
    "audited_before": "{shop} {day} 此前核对过：原为 {was}，现为 {now}",
    "audited_before_many": "{shop} {day} 此前核对过：{groups} 组数字有变",
    "figure_told": "{value}（{cases} 件，未结 {open} 件）",
    "amount_seconds": "{number} 秒",
    "amount_hours": "{number} 小时",
    "amount_count": "{number}",
    "amount_hits": "{number}",
    # trend
    "no_history": "{path} 处没有历史文件：用 --history 指明",
    "trend_heading": "{days} 的各条规则",
    "trend_nothing": "历史里没有这些日子的数据。",
    "trend_days": "天数",
    "trend_status": "最近结论",
    "trend_last": "最近",
    "trend_least": "最低",
    "trend_most": "最高",
    "trend_broken": "违规天数",
    "trend_line": "逐日",
    "trend_outlook": "走势",
    "trend_changes": "与上次相比的变化",
    "trend_change": "{before} → {now}（{was} → {value}）",
    "trend_brings_back": "连续 {count} 件达标可回到 {limit}",
    "trend_breaks_in": "照此速度 {days} 天后违规",
    "trend_breaks_tomorrow": "照此速度次日违规",
    "part_past": "近日走势",
    "trend_change_heading": "较上次",
    # notices
    "config_sections": "“{kind}”要写成表：[{kind}.名称]",
    "config_word": "“{key}”应为 {words} 之一",
    "no_robot": "配置里没有机器人“{name}”：[robots.{name}]",
    "robot_without_address": "机器人“{name}”缺少 url_env 或 url_file",
    "robot_variable": "机器人“{name}”需要环境变量 {variable}",
    "secret_for_all": "{path} 里的密钥别人也能读：请 chmod 600",
    "secret_unreadable": "无法读取 {path} 里的密钥：{problem}",
    "notice_rule": "{status}：{title}（{groups} 组，{cases} 件）",
    "notice_due": "有时限的未结个案 {count} 件",
    "notice_more": "另有 {count} 行，见 {file}",
    "notice_failed": "没能通知“{name}”：{problem}",
    # init: the files it writes
    "init_config": """\
# cscheck：每晚核对哪些店、怎么核对。`cscheck config` 列出实际生效的设置，
# `cscheck audit --help` 说明各项含义。路径从本文件所在的目录算起。
#
# 等前一天的导出文件齐了再运行。用 cron（crontab -e）：
#   {cron}
# cron 会把打印的内容发成邮件；加了 -q，一切正常时什么也不打印。用 systemd：
#   sudo cp cscheck.service cscheck.timer /etc/systemd/system/
#   sudo systemctl enable --now cscheck.timer
#
# 退出码：0 没有违规，1 有违规，2 设置有误，3 数据无法评判。

# 写在这里的对每家店都有效，店铺可以另写自己的。
lang = "zh"
fail_on = "fail"                  # 或 "warn"、"never"
jobs = 1                          # 同时核对几家店
history = "history.db"            # 各晚累计成周和月，另见 `cscheck trend`
keep_days = 90                    # 更早的报告会被删除
# log_format = "json"             # 标准错误每行一个 JSON
# metrics = "cscheck.prom"        # 所有店铺的指标，供 Prometheus 采集

[shops.{shop}]
platform = "{platform}"
# {{date}} 是被核对的日期（昨天），{{date+1}} 是后一天，{{date:%Y%m%d}} 写成 20261120。
# 有时限的规则还要用到此前几天的订单：请写上也存有它们的目录。
paths = ["exports/{{date}}"]
# table = {{messages = "chats/{{date}}.csv"}}   # 表头看不出是哪张表时，在这里指明
# expect = ["messages", "orders"]            # 缺了其中一张就以 3 退出
# rules = ["our-rules.yaml"]                 # 新增的规则，或改动已有规则的要求
# columns = "our-columns.yaml"               # 自己的表头（见 `cscheck inspect`）
output = ["reports/{{shop}}-{{date}}.html"]
# password_file = "passwords.txt"            # 加密工作簿的密码（chmod 600）
# waivers = "waivers.yaml"                   # 不计入的个案，须写明理由和到期日

# 在开头或店铺里写 notify = ["ops"] 即通知机器人。种类：dingtalk、feishu、wecom、webhook，
# 以及 ping（失联告警：开始时访问 地址/start，正常结束访问 地址，出错访问 地址/fail）。
# 地址和密钥取自环境变量（url_env、secret_env）或只有本人可读的文件（chmod 600）。
# [robots.ops]
# kind = "dingtalk"
# url_file = "ops-address.txt"
# secret_file = "ops-secret.txt"
# when = "change"                            # 或 "problem"（默认）、"always"
""",
    "init_service": """\
[Unit]
Description=核对店铺的客户服务
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# 1：有违规。这是结果，不算运行失败
SuccessExitStatus=1
Nice=10
""",
    "init_timer": """\
[Unit]
Description=每天早晨核对各店

[Timer]
OnCalendar=*-*-* 06:30:00 Asia/Shanghai
Persistent=true

[Install]
WantedBy=timers.target
""",
}

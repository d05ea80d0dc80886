"""The English catalogue of what runs every night: config, shops, waivers, history, notices."""

TEXT: dict[str, str] = {
    # the config file
    "cannot_read_config": "cannot read the settings in {path}: {problem}",
    "config_syntax": "this is not TOML: {problem}",
    "config_quotes": 'a name with other letters than a-z stands in quotes: [shops."旗舰店"]',
    "config_wrong_type": "'{key}' is {asked}, not {value}",
    "config_text": "a text",
    "config_texts": "a list of texts",
    "config_path": "a path",
    "config_paths": "a list of paths",
    "config_rules": "a list of files or names",
    "config_tables": 'a table such as {{messages = "chats.csv"}}',
    "config_flag": "true or false",
    "config_number": "a whole number",
    "config_shops_are": "the config has: {shops}; name one with --shop, or take --all",
    "no_shop_in_config": "the config has no shop '{name}'",
    "which_shop": "the config has several shops",
    "no_shops": "--all needs a cscheck.toml with a section [shops.NAME]: `cscheck init` writes one",
    "all_takes_no_paths": "--all takes its shops and paths from the config: leave out yours",
    "output_without_shop": "with --all every shop needs a file of its own: put {{shop}} into it",
    "bad_date_pattern": "no day can be written like this: {pattern}",
    "shop_run_died": "the audit of {shop} was killed or crashed ({code})",
    "config_col_key": "setting",
    "config_col_value": "value",
    "config_col_by": "from",
    "config_by_commandline": "flag",
    "config_by_environment": "environment",
    "config_by_default": "default",
    "config_by_default_map": "file",
    "already_there": "{path} is there already and is not overwritten",
    "init_wrote": "wrote {path}",
    "init_next": "Fill in {path}, then try: cscheck doctor, cscheck audit",
    # a run, and the one beside it
    "already_running": "another audit of {shop} is running (process {process}, since {since})",
    "already_running_hint": "the lock is {path}; the system frees it when that process ends",
    "old_reports_gone": "removed {count} old reports",
    "audit_ended": "audit ended: {line}",
    # waivers
    "excluded_waived": "waived",
    "all_waived": "every case is waived",
    "kept_by_waiver": "kept only because {cases} cases are waived",
    "waiver_holds": "waiver of {what} in {shop} until {expires}: it does not count ({reason})",
    "waiver_expired": "waiver of {what} in {shop} expired on {expires}: it counts again ({reason})",
    "yaml_no_waivers": "it has no list 'waivers'",
    "yaml_case_or_span": "a waiver names either a case, or both from and to",
    "yaml_span_backwards": "it ends before it begins",
    "yaml_not_a_moment": "'{value}' is no day or time such as 2026-11-20 or 2026-11-20 10:00",
    "yaml_waiver_lacks": "a waiver needs '{key}'",
    "yaml_not_a_text": "'{value}' is no text",
    # the history
    "history_failed": "the history {path} cannot be used: {problem}",
    "history_is_newer": "{path} is of a newer cscheck (version {version}): update this one",
    "history_not_kept": "a night that could not be judged is not entered into the history",
    "open_settled": "{day}: open cases have ended: {cases}, of which {good} good, {bad} bad",
    "open_settled_bad": "{day}: open cases have ended: {cases}, of which {good} good, {bad} bad"
    " ({ids})",
    "figures_corrected": "late exports correct {day} in {shop}: it was {was}, now {now}",
    "figures_corrected_many": "late exports correct {day} in {shop}: {groups} groups are other now",
    "audited_before": "{day} in {shop} was audited before: it was {was}, now {now}",
    "audited_before_many": "{day} in {shop} was audited before: {groups} groups are other now",
    "figure_told": "{value} ({cases} cases, {open} open)",
    "amount_seconds": "{number} s",
    "amount_hours": "{number} h",
    "amount_count": "{number}",
    "amount_hits": "{number}",
    # trend
    "no_history": "there is no history at {path}: name one with --history",
    "trend_heading": "The rules from {days}",
    "trend_nothing": "The history has nothing of these days.",
    "trend_days": "days",
    "trend_status": "status",
    "trend_last": "last",
    "trend_least": "least",
    "trend_most": "most",
    "trend_broken": "broken",
    "trend_line": "day by day",
    "trend_outlook": "outlook",
    "trend_changes": "Changed since the last run",
    "trend_change": "{before} -> {now} ({was} -> {value})",
    "trend_brings_back": "{count} good ones in a row bring back {limit}",
    "trend_breaks_in": "at this pace broken in {days} days",
    "trend_breaks_tomorrow": "at this pace broken the next day",
    "part_past": "THE LAST DAYS",
    "trend_change_heading": "since last time",
    # notices
    "config_sections": "'{kind}' are tables: [{kind}.NAME]",
    "config_word": "'{key}' is one of {words}",
    "no_robot": "the config has no robot '{name}': [robots.{name}]",
    "robot_without_address": "the robot '{name}' needs url_env or url_file",
    "robot_variable": "the robot '{name}' needs the variable {variable}",
    "secret_for_all": "others may read the secret in {path}: chmod 600",
    "secret_unreadable": "cannot read the secret in {path}: {problem}",
    "notice_rule": "{status}: {title} ({groups} groups, {cases} cases)",
    "notice_due": "{count} open cases have a deadline",
    "notice_more": "{count} more lines in {file}",
    "notice_failed": "the notice to '{name}' did not arrive: {problem}",
    # init: the files it writes
    "init_config": """\
# cscheck: which shops are audited every night, and how. `cscheck config` shows what is in force,
# `cscheck audit --help` what each setting means. Paths are seen from this file's folder.
#
# Run it every night, once the exports of the day before are there. With cron (crontab -e):
#   {cron}
# cron mails what is printed; with -q that is nothing while all is well. With systemd:
#   sudo cp cscheck.service cscheck.timer /etc/systemd/system/
#   sudo systemctl enable --now cscheck.timer
#
# Exit codes: 0 kept, 1 a rule is broken, 2 the settings are wrong, 3 no verdict on the data.

# What stands here holds for every shop; a shop may say otherwise.
lang = "en"
fail_on = "fail"                  # or "warn", "never"
jobs = 1                          # shops audited at once
history = "history.db"            # nights add up to weeks and months; see `cscheck trend`
keep_days = 90                    # older reports are removed
# log_format = "json"             # what is said on stderr, as an object a line
# metrics = "cscheck.prom"        # figures of all shops, for Prometheus' textfile collector

[shops.{shop}]
platform = "{platform}"
# {{date}} is the day audited (yesterday), {{date+1}} the next, {{date:%Y%m%d}} writes 20261120.
# Rules with deadlines need the orders of some days before: name a folder that holds them too.
paths = ["exports/{{date}}"]
# table = {{messages = "chats/{{date}}.csv"}}   # where a header does not say which table it is
# expect = ["messages", "orders"]            # exit 3 when one of them is missing
# rules = ["our-rules.yaml"]                 # new rules, or the limits of others changed
# columns = "our-columns.yaml"               # your own headers (see `cscheck inspect`)
output = ["reports/{{shop}}-{{date}}.html"]
# password_file = "passwords.txt"            # of encrypted workbooks (chmod 600)
# waivers = "waivers.yaml"                   # cases that do not count, for a reason and until a day

# Robots are told with notify = ["ops"] (above, or in a shop). Kinds: dingtalk, feishu, wecom,
# webhook, and ping (a dead man's switch: ADDRESS/start, ADDRESS, or ADDRESS/fail). Addresses and
# secrets come from a variable (url_env, secret_env) or a file of yours alone (chmod 600).
# [robots.ops]
# kind = "dingtalk"
# url_file = "ops-address.txt"
# secret_file = "ops-secret.txt"
# when = "change"                            # or "problem" (what it is without this), "always"
""",
    "init_service": """\
[Unit]
Description=Audit of the customer service of the shops
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# 1: a rule is broken; that is a result, no failure of the run
SuccessExitStatus=1
Nice=10
""",
    "init_timer": """\
[Unit]
Description=Audit the shops every morning

[Timer]
OnCalendar=*-*-* 06:30:00 Asia/Shanghai
Persistent=true

[Install]
WantedBy=timers.target
""",
}

"""Days to report on: sample days, one of hostile texts and secret names, one without a case."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cscheck.audit import audit
from cscheck.judging.evidence import DEFAULT_TOKEN_KEY, Naming
from cscheck.model.result import Result
from cscheck.read import ReadOptions, read
from cscheck.request import Request
from cscheck.rules.platform import Library
from tests.program import ROOT

DAY = date(2026, 11, 20)

# Names, numbers, addresses and words that no report may show unless asked to.
SECRETS = (
    *("王小明13800138000", "张三丰", "李四光13911112222", "13800138000", "13911112222"),
    *("我的电话是", "北京市海淀区中关村大街", "110101199003078888", "请送到"),
)
BUYERS = ("王小明13800138000", "张三丰", "李四光13911112222")
SAID = "我的电话是13911112222，请送到北京市海淀区中关村大街1号，身份证110101199003078888"

# What files may hold to break out of a report: each is part of an id or a name.
HOSTILE = (
    *("<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "<!--", "]]>"),
    *('"><svg onload=alert(3)>', "==HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)"),
    *("a|b|c", "[x](http://evil)", "`code`", "{{7*7}}", "{%raw%}", "${1}", "\x1b[2J", "\u202eabc"),
    *("http://evil.example/", "javascript:alert(4)", "&lt;b&gt;", "'; DROP TABLE x", "\\\\n"),
)


@dataclass(frozen=True)
class Night:
    """A folder of exports and the moment of their audit."""

    folder: Path
    platform: str = "kuaishou"
    shop: str = "default"

    def result(self, workspace: Path, *, show_pii: bool = False) -> Result:
        chosen = Library().platform(self.platform)
        intake = read([self.folder], chosen, ReadOptions(workspace, self.shop))
        as_of = datetime(2026, 11, 21, tzinfo=chosen.zone.info)
        naming = Naming(DEFAULT_TOKEN_KEY, show_pii)
        request = Request((DAY, DAY), as_of, breakdown=True, naming=naming)
        return audit(intake, chosen.ruleset(), request)


def sample(platform: str) -> Night:
    return Night(ROOT / "fixtures" / platform, platform)


def hostile(folder: Path) -> Night:
    """Ids, agents and shops that try everything, and buyers whose names are secret."""
    messages = [["conversation_id", "sent_at", "sender", "agent", "buyer", "text"]]
    orders = [["order_id", "paid_at", "shipped_at", "buyer", "agent", "tracking_no"]]
    for number, text in enumerate(HOSTILE):
        buyer, minute = BUYERS[number % 3], f"2026-11-20 09:{number:02}"
        messages.append([f"C{number} {text}", f"{minute}:00", "buyer", "", buyer, SAID])
        messages.append([f"C{number} {text}", f"{minute}:59", "agent", f"客服{text}", buyer, "好"])
        late = [text, "2026-11-18 10:00:00", "2026-11-20 11:00:00", buyer, f"客服{text}", "SF1"]
        still_open = [f"open {text}", "2026-11-20 10:00:00", "", buyer, "", ""]
        orders += [late, still_open]
    messages.append(["C99", f"后天 {SAID}", "buyer", "", BUYERS[0], SAID])
    return Night(_written(folder, messages=messages, orders=orders))


def quiet(folder: Path) -> Night:
    """Exports with a header and no row but one that nobody judges."""
    messages = [["conversation_id", "sent_at", "sender", "agent"]]
    messages.append(["C1", "2026-10-01 09:00:00", "system", ""])
    return Night(_written(folder, messages=messages))


def _written(folder: Path, **tables: list[list[str]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder

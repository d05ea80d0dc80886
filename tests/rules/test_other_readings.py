"""The other readings that doubts tell of can be had as the doubts say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import inside

READINGS = {
    "refunds divided by all that were finished": (
        "kuaishou",
        """
rules:
  - {id: refund_only_duration, unless: null, zero_where: {platform_involved: true}}
""",
        """
cases:
  - name: four hours and two of the shop alone, one case the platform stepped into
    rule: refund_only_duration
    date: 2026-11-18
    tables:
      refunds: |
        refund_id | kind | status | platform_involved | applied_at | decided_at | finished_at
        R1 | refund_only | success | 否 | 08:00:00 | 12:00:00 | 20:00:00
        R2 | refund_only | closed  |    | 08:00:00 | 10:00:00 | 20:00:00
        R3 | refund_only | success | 是 | 08:00:00 | 18:00:00 | 20:00:00
        R4 | refund_only | success | 是 | 08:00:00 |          | 20:00:00
    expect: {status: info, value: 1.5, excluded: {}}

  - name: an export that does not say whether the platform stepped in
    rule: refund_only_duration
    date: 2026-11-18
    tables:
      refunds: |
        refund_id | kind        | status  | applied_at | decided_at | finished_at
        R1        | refund_only | success | 08:00:00   | 12:00:00   | 20:00:00
    expect: {status: info, value: 4, excluded: {}}
""",
    ),
    "a shop that promises longer than seven days": (
        "taobao",
        """
rules:
  - {id: seven_day_return, of: {reason: {contains: 无理由}}}
""",
        """
cases:
  - name: asked for on the twelfth day and refused
    rule: seven_day_return
    date: 2026-11-18
    tables:
      orders: |
        order_id | paid_at | signed_at
        T1       | -15 10:00 | -12 10:00
      refunds: |
        refund_id | order_id | reason         | status   | applied_at
        R1        | T1       | 七天无理由退货 | rejected | 10:00:00
    expect: {status: fail, bad: 1, violations: [R1]}
""",
    ),
    "the gap of 90 seconds after its end": (
        "suning",
        """
rules:
  - {id: reply_gap_90s, until: null}
""",
        """
cases:
  - name: a gap of 91 seconds, today
    rule: reply_gap_90s
    date: 2026-11-18
    tables:
      messages: |
        conversation_id | sent_at  | sender | agent
        C1              | 10:00:00 | buyer  |
        C1              | 10:01:31 | agent  | 苏小美
    expect: {status: fail, bad: 1, violations: [C1]}
""",
    ),
}


@pytest.mark.parametrize(("platform", "rules", "cases"), READINGS.values(), ids=READINGS)
def test_the_other_reading_is_had_as_the_doubt_says(
    platform: str, rules: str, cases: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text(rules, encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(cases, encoding="utf-8")
    files = (tmp_path / "cases.yaml", "--rules", tmp_path / "mine.yaml")
    run = inside("rules", "test", *files, "-p", platform)
    assert run.code == 0, run.out + run.err

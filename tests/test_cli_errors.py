"""Every way to go wrong: the installed program's exit code and what it says, frozen."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cscheck.rules.platform import Library
from tests.program import CSCHECK, cscheck

GOOD = (
    "conversation_id,sent_at,sender\nC1,2026-11-20 09:00:00,buyer\nC1,2026-11-20 09:00:10,agent\n"
)
PLATFORMS = ", ".join(platform.id for platform in Library().platforms())
AUDIT = ("audit", "-p", "kuaishou", "--date", "2026-11-20")


def files(**contents: str | bytes) -> Callable[[Path], None]:
    """Writes files of these names (`__` stands for the dot) into a folder."""

    def write(folder: Path) -> None:
        for name, content in contents.items():
            path = folder / name.replace("__", ".")
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return write


def unreadable(folder: Path) -> None:
    files(messages__csv=GOOD)(folder)
    (folder / "messages.csv").chmod(0)


def encrypted(folder: Path) -> None:
    """An encrypted workbook whose name does not end in its password."""
    import io

    import xlsxwriter
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["订单号", "订单支付时间"])
    with (folder / "订单.xlsx").open("wb") as file:
        OOXMLFile(plain).encrypt("k7Qp2x", file)


@dataclass(frozen=True)
class Mistake:
    """A run that goes wrong: what is in the folder, how it is run, and how it ends."""

    name: str
    prepare: Callable[[Path], None]
    args: tuple[str, ...]
    code: int
    says: str


MISTAKES = [
    Mistake(
        "no such folder",
        files(),
        (*AUDIT, "{folder}/nope"),
        3,
        "cscheck: no such file or folder: {folder}/nope\n",
    ),
    Mistake(
        "an empty folder",
        files(),
        (*AUDIT, "{folder}"),
        3,
        "cscheck: there is no file to read in {folder}\n",
    ),
    Mistake(
        "an empty file",
        files(messages__csv=""),
        (*AUDIT, "{folder}"),
        3,
        "{folder}/messages.csv: the file is empty: the export did not succeed; export again\n",
    ),
    Mistake(
        "a header and no row",
        files(messages__csv="conversation_id,sent_at,sender\n"),
        (*AUDIT, "{folder}"),
        3,
        "no rule had a case on 2026-11-20: is this the right period?\n",
    ),
    Mistake(
        "a misspelt platform",
        files(messages__csv=GOOD),
        ("audit", "-p", "kuaishuo", "{folder}"),
        2,
        "cscheck: no platform is called 'kuaishuo'\n       = did you mean 'kuaishou'?\n",
    ),
    Mistake(
        "a platform nobody knows",
        files(messages__csv=GOOD),
        ("audit", "-p", "zzz", "{folder}"),
        2,
        f"cscheck: no platform is called 'zzz'\n       = there are: {PLATFORMS}\n",
    ),
    Mistake(
        "no platform",
        files(messages__csv=GOOD),
        ("audit", "{folder}"),
        2,
        f"cscheck: which platform? name it with --platform\n       = there are: {PLATFORMS}\n",
    ),
    Mistake("no paths", files(), AUDIT, 2, "cscheck: which exports? name files or folders\n"),
    Mistake(
        "a file that no table fits",
        files(things__csv="foo,bar\n1,2\n"),
        (*AUDIT, "{folder}"),
        3,
        "{folder}/things.csv: no table fits its headers (foo, bar); `cscheck inspect` shows what "
        "is missing and the mapping to paste\n",
    ),
    Mistake(
        "a file that is not the table it is said to be",
        files(messages__csv=GOOD),
        (*AUDIT, "--table", "orders={folder}/messages.csv"),
        3,
        "{folder}/messages.csv: it is no table of orders: nothing stands for order_id\n",
    ),
    Mistake(
        "a table that does not exist",
        files(messages__csv=GOOD),
        (*AUDIT, "--table", "mesages={folder}/messages.csv"),
        2,
        "cscheck: there is no table 'mesages'\n       = did you mean 'messages'?\n",
    ),
    Mistake(
        "a time that cannot be read",
        files(messages__csv=GOOD + "C1,昨天,buyer\n"),
        (*AUDIT, "{folder}"),
        3,
        "{folder}/messages.csv: 1 of 3 rows rejected, over --max-rejected\n",
    ),
    Mistake(
        "too many rejects, of a number",
        files(messages__csv=GOOD + "C1,昨天,buyer\n,2026-11-20 09:00:00,buyer\n"),
        (*AUDIT, "--max-rejected", "1", "{folder}"),
        3,
        "{folder}/messages.csv: 2 of 4 rows rejected, over --max-rejected\n",
    ),
    Mistake(
        "no row in the period",
        files(messages__csv=GOOD.replace("11-20", "10-20")),
        (*AUDIT, "{folder}"),
        3,
        "no rule had a case on 2026-11-20: is this the right period?\n",
    ),
    Mistake(
        "an expected table that is missing",
        files(messages__csv=GOOD),
        (*AUDIT, "--expect", "messages,orders", "{folder}"),
        3,
        "expected, and not there: orders\n",
    ),
    Mistake(
        "an expected table without a row on a day",
        files(messages__csv=GOOD),
        (
            *("audit", "-p", "ks", "--from", "2026-11-20", "--to", "2026-11-21"),
            *("--as-of", "2026-11-22", "--expect", "messages", "{folder}"),
        ),
        3,
        "expected, but without a row on 2026-11-21: chat messages\n",
    ),
    Mistake(
        "a binary file named .csv",
        files(messages__csv=bytes(range(256)) * 20),
        (*AUDIT, "{folder}"),
        3,
        "{folder}/messages.csv: this is neither text nor a workbook: export csv or xlsx\n",
    ),
    Mistake(
        "a damaged workbook",
        files(orders__xlsx=b"PK\x03\x04" + bytes(200)),
        (*AUDIT, "{folder}"),
        3,
        "{folder}/orders.xlsx: the workbook is damaged, or is no workbook\n",
    ),
    Mistake(
        "a damaged gzip",
        files(messages__csv__gz=b"\x1f\x8b\x08\x00" + bytes(60)),
        (*AUDIT, "{folder}"),
        3,
        "{folder}/messages.csv.gz: the compressed file is damaged or cut off\n",
    ),
    Mistake(
        "no permission",
        unreadable,
        (*AUDIT, "{folder}"),
        3,
        "{folder}/messages.csv: no permission to read it\n",
    ),
    Mistake(
        "a wrong password",
        encrypted,
        (*AUDIT, "{folder}"),
        3,
        "{folder}/订单.xlsx: encrypted, and no password opens it (tried: 0, and its name's end)\n",
    ),
    Mistake(
        "a password file that is not there",
        encrypted,
        (*AUDIT, "--password-file", "{folder}/nope", "{folder}"),
        2,
        "cscheck: cannot read the passwords in {folder}/nope: No such file or directory\n",
    ),
    Mistake(
        "a broken ruleset",
        files(messages__csv=GOOD, mine__yaml="rules:\n  - id: reply_3min\n    witin: 3m\n"),
        (*AUDIT, "--rules", "{folder}/mine.yaml", "{folder}"),
        2,
        "{folder}/mine.yaml:3:5: 'witin' is not a known key\n"
        "     3 |     witin: 3m\n"
        "       |     ^\n"
        "       = did you mean 'within'?\n",
    ),
    Mistake(
        "a broken mapping",
        files(messages__csv=GOOD, mine__yaml="tables:\n  mesages:\n    columns: {a: b}\n"),
        (*AUDIT, "--columns", "{folder}/mine.yaml", "{folder}"),
        2,
        "{folder}/mine.yaml:2:3: there is no table 'mesages'\n"
        "     2 |   mesages:\n"
        "       |   ^\n"
        "       = did you mean 'messages'?\n",
    ),
    Mistake(
        "a rule that is not there",
        files(messages__csv=GOOD),
        (*AUDIT, "--only", "reply_3mins", "{folder}"),
        2,
        "cscheck: no rule and no tag is called 'reply_3mins'\n"
        "       = did you mean 'reply_3min'?\n",
    ),
    Mistake(
        "a day that is none",
        files(messages__csv=GOOD),
        ("audit", "-p", "ks", "--date", "2026-13-01", "{folder}"),
        2,
        "cscheck: --date takes a day such as 2026-11-20, not '2026-13-01'\n",
    ),
    Mistake(
        "days the wrong way round",
        files(messages__csv=GOOD),
        ("audit", "-p", "ks", "--from", "2026-11-20", "--to", "2026-11-19", "{folder}"),
        2,
        "cscheck: --from 2026-11-20 is after --to 2026-11-19\n",
    ),
    Mistake(
        "a format that does not exist",
        files(messages__csv=GOOD),
        (*AUDIT, "--format", "jason", "{folder}"),
        2,
        "cscheck: --format is one of text, json, csv, md, html, xlsx, junit, prometheus, not "
        "'jason'\n       = did you mean 'json'?\n",
    ),
    Mistake(
        "a report that cannot be written",
        files(messages__csv=GOOD),
        (*AUDIT, "-o", "{folder}/no/report.json", "{folder}"),
        2,
        "cscheck: cannot write {folder}/no/report.json: No such file or directory\n",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_ends_as_it_should(mistake: Mistake, tmp_path: Path) -> None:
    mistake.prepare(tmp_path)
    args = [arg.format(folder=tmp_path) for arg in mistake.args]
    run = cscheck(*args, env={"COLUMNS": "300"})
    said = mistake.says.format(folder=tmp_path)
    assert run.code == mistake.code
    if run.out:
        wide = cscheck(*args, "--width", "300").out
        assert f"  {said}" in wide.partition("NOT TO BE RELIED ON\n")[2]
        assert run.err == ""
    else:
        assert run.err == said


def test_an_unknown_option_is_the_commands_fault() -> None:
    run = cscheck("audit", "--nope")
    assert run.code == 2
    assert "--nope" in run.err


def test_interrupted(tmp_path: Path) -> None:
    messages = tmp_path / "messages.csv"
    messages.write_text(GOOD + "C1,2026-11-20 09:00:20,buyer\n" * 3_000_000)
    with subprocess.Popen(
        [CSCHECK, *AUDIT, messages],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        while not reads(process.pid, messages):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


def reads(pid: int, path: Path) -> bool:
    """Whether a process has a file open."""
    with contextlib.suppress(OSError):
        return any(link.readlink() == path for link in Path(f"/proc/{pid}/fd").iterdir())
    return False


@pytest.mark.parametrize(
    ("answer", "fail_on", "code"),
    [("09:00:10", "fail", 0), ("09:30:00", "fail", 1), ("09:30:00", "never", 0)],
)
def test_a_broken_rule_exits_with_1(tmp_path: Path, answer: str, fail_on: str, code: int) -> None:
    files(messages__csv=GOOD.replace("09:00:10", answer))(tmp_path)
    assert cscheck(*AUDIT, "--fail-on", fail_on, tmp_path).code == code


def test_quiet_says_nothing_when_all_is_well(tmp_path: Path) -> None:
    files(messages__csv=GOOD)(tmp_path)
    run = cscheck(*AUDIT, "-q", tmp_path)
    assert (run.code, run.out, run.err) == (0, "", "")


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    files(messages__csv=GOOD)(tmp_path)
    line = f"{CSCHECK} {' '.join(AUDIT)} {tmp_path} | head -c 4; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"PASS", b"")


def test_a_fault_of_ours_is_no_traceback_and_no_verdict(tmp_path: Path) -> None:
    files(messages__csv=GOOD)(tmp_path)
    broken = tmp_path / "sitecustomize.py"
    broken.write_text("import cscheck.audit\ncscheck.audit.audit = None\n")
    run = cscheck(*AUDIT, tmp_path / "messages.csv", env={"PYTHONPATH": str(tmp_path)})
    assert run.code == 70
    assert run.err.startswith("cscheck met a fault of its own: TypeError")
    assert "Traceback" not in run.err

"""The command `madang-verify`, as a clerk and as a script meets it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from madang_verify import merkle
from madang_verify.cli import choose_language, main, printable
from madang_verify.encoding import encode_base64
from madang_verify.note import COSIGNATURE_ED25519
from tiny_log import LOG, ORIGIN, Signer, Tree, entries, sign, write_log

TREE = Tree(entries(600))
WITNESS = Signer("witness.example/w", COSIGNATURE_ED25519)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A log, an old and a new checkpoint, and receipts with and without their entry."""
    write_log(tmp_path / "log", TREE)
    (tmp_path / "old").write_bytes(sign(TREE.checkpoint(300)))
    (tmp_path / "new").write_bytes(sign(TREE.checkpoint(600), LOG, WITNESS))
    (tmp_path / "receipt").write_bytes(TREE.receipt(77).format())
    (tmp_path / "entry").write_bytes(TREE.entries[77])
    return tmp_path


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(files, monkeypatch, capsys):
    monkeypatch.chdir(files)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, key: str = LOG.vkey) -> Result:
        try:
            code = main([*arguments, "--key", key])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Result(code, *capsys.readouterr())

    return call


def test_each_command_verifies_and_says_so_in_one_sentence(run):
    for arguments in (
        ["receipt", "receipt"],
        ["checkpoint", "new"],
        ["consistency", "old", "new", "--log", "log"],
        ["log", "log"],
    ):
        found = run(*arguments)
        assert (found.code, found.err) == (0, "")
        assert re.fullmatch(r"Verified: [^\n]+\.\n", found.out)
        assert ORIGIN in found.out
        korean = run(*arguments, "--lang", "ko")
        assert korean.code == 0
        assert re.fullmatch(r"검증됨: [^\n]+다[^\n]*\.\n", korean.out)


def test_a_receipt_names_its_place_and_its_log(run):
    assert run("receipt", "receipt").out == (
        f"Verified: This entry is recorded as number 77 in the log '{ORIGIN}' (600 entries, signed by {ORIGIN}).\n"
    )


def test_a_receipt_with_its_entry_apart(run, files):
    found = run("receipt", "receipt", "--entry", "entry", "--show-entry")
    assert found.code == 0
    assert found.out.splitlines()[1] == TREE.entries[77].decode()
    (files / "entry").write_bytes(b"another entry")
    found = run("receipt", "receipt", "--entry", "entry", "--show-entry")
    assert found.code == 1
    assert found.out.startswith("Verification failed: This entry does not stand at place 77")
    assert "another" not in found.out


def test_witnesses_are_asked_for_and_named(run):
    found = run("checkpoint", "new", "--witness", WITNESS.vkey)
    assert f"witnessed by 1: {WITNESS.name}" in found.out
    found = run("receipt", "receipt", "--witness", WITNESS.vkey)
    assert (found.code, "1 witnesses must have cosigned, but 0 did" in found.out) == (1, True)
    assert run("receipt", "receipt", "--witness", WITNESS.vkey, "--quorum", "0").code == 0
    assert run("receipt", "receipt", "--quorum", "1").code == 2


def test_an_altered_log_names_its_file_and_entry(run, files):
    bundle = files / "log/tile/entries/001"
    bundle.write_bytes(bundle.read_bytes().replace(TREE.entries[300], TREE.entries[300].replace(b"x", b"y")))
    found = run("log", "log")
    assert found.code == 1
    assert found.out == (
        "Verification failed: In the file tile/entries/001 entry 300 was altered after it was logged.\n"
    )
    found = run("log", "log", "--lang=ko")
    assert found.out == "검증 실패: tile/entries/001 파일에서 300번 항목이 기록된 뒤에 바뀌었습니다.\n"
    (files / "log/tile/0/000").unlink()
    lines = run("log", "log").out.splitlines()
    assert lines[0] == f"Verification failed: 2 faults were found in the log '{ORIGIN}'."
    assert sorted(lines[1:]) == [
        "- In the file tile/entries/001 entry 300 was altered after it was logged.",
        "- The file tile/0/000 is missing.",
    ]


def test_every_altered_byte_of_a_checkpoint_is_named_as_the_checkpoint(run, files):
    original = (files / "log/checkpoint").read_bytes()
    for place in range(len(original)):
        (files / "log/checkpoint").write_bytes(
            original[:place] + bytes([original[place] ^ 1]) + original[place + 1 :]
        )
        found = run("log", "log")
        assert found.code == 1
        assert found.out.startswith("Verification failed: File checkpoint: "), found.out


def test_consistency_by_a_proof_file(run, files):
    proof = merkle.consistency_proof(300, 600, TREE.read_hash)
    lines = ["old 300", *(encode_base64(one) for one in proof)]
    (files / "proof").write_text("\n".join(lines) + "\n")
    assert run("consistency", "old", "new", "--proof", "proof").code == 0
    (files / "proof").write_text("\n".join(lines[:-1]) + "\n")
    assert run("consistency", "old", "new", "--proof", "proof").code == 1
    found = run("consistency", "old", "new")
    assert (found.code, "--log" in found.err) == (2, True)
    assert run("consistency", "new", "new").code == 0
    assert run("consistency", "new", "old").out.startswith(
        "Verification failed: The log shrank from 600 to 300"
    )


def test_a_rewritten_log_is_not_consistent(run, files):
    forged = Tree([*TREE.entries[:99], b"forged", *TREE.entries[100:], b"more"])
    write_log(files / "forged", forged)
    (files / "forged-new").write_bytes(sign(forged.checkpoint()))
    found = run("consistency", "old", "forged-new", "--log", "forged")
    assert (found.code, "does not continue" in found.out) == (1, True)
    assert run("log", "forged").code == 0, "each history by itself is sound"


def test_altered_tiles_are_not_taken_for_a_rewritten_history(run, files):
    tile = files / "log/tile/0/002.p/88"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    found = run("consistency", "old", "new", "--log", "log")
    assert (found.code, "The tiles under tile do not lead" in found.out) == (1, True)
    tile.unlink()
    assert "tile/0/002.p/88 is missing" in run("consistency", "old", "new", "--log", "log").out


def test_which_of_two_checkpoints_is_false_is_said(run, files):
    (files / "old").write_bytes((files / "old").read_bytes().replace(b"300", b"301"))
    found = run("consistency", "old", "new", "--log", "log")
    assert found.out.startswith("Verification failed: File old: The signature of the key")


def test_madang_entries_are_asked_for_their_clock(run):
    found = run("log", "log", "--madang-entries")
    assert (found.code, "600 faults" in found.out) == (1, True)


def test_keys_from_a_file(run, files):
    (files / "keys").write_text(
        f"# the log of Haneul-si\n\n  {LOG.vkey}  \n{WITNESS.vkey}\n", encoding="utf-8"
    )
    assert "witnessed by 1" in run("checkpoint", "new", key="@keys").out
    (files / "keys").write_text("# no key\n")
    assert run("checkpoint", "new", key="@keys").code == 2
    (files / "keys").write_bytes(b"\xff\xfe")
    assert run("checkpoint", "new", key="@keys").code == 2
    assert run("checkpoint", "new", key="@absent").code == 2


@pytest.mark.parametrize(
    "arguments,key",
    [
        (["receipt", "absent"], LOG.vkey),
        (["receipt", "log"], LOG.vkey),
        (["receipt", "receipt"], LOG.vkey[:-1]),
        (["receipt", "receipt"], WITNESS.vkey),
        (["log", "absent"], LOG.vkey),
        (["log", "receipt"], LOG.vkey),
        (["log", "."], LOG.vkey),
        (["log", "ftp://example.com/log"], LOG.vkey),
        (["log", "file:///etc"], LOG.vkey),
        (["log", "x" * 5_000], LOG.vkey),
        (["log", "a\x00b"], LOG.vkey),
        (["receipt", "x" * 5_000], LOG.vkey),
        (["receipt", "a\x00b"], LOG.vkey),
        (["log", "https://"], LOG.vkey),
        (["receipt"], LOG.vkey),
        (["consistency", "old", "new", "--log", "log", "--proof", "proof"], LOG.vkey),
        (["verify"], LOG.vkey),
        ([], LOG.vkey),
    ],
)
def test_what_cannot_be_verified_ends_with_2_and_says_why(run, arguments, key):
    found = run(*arguments, key=key)
    assert (found.code, found.out) == (2, "")
    assert len(found.err) > 20
    assert "Traceback" not in found.err


def test_a_key_is_required(files, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["checkpoint", str(files / "new")])
    assert stop.value.code == 2
    assert "--key" in capsys.readouterr().err


def test_files_that_are_no_receipts_fail(run, files):
    for content in (b"", b"%PDF-1.7", os.urandom(1000), b"\x00" * 2_000_000):
        (files / "receipt").write_bytes(content)
        found = run("receipt", "receipt")
        assert (found.code, found.err) == (1, "")
        assert found.out.startswith("Verification failed: ")


def test_a_named_pipe_does_not_hang(run, files):
    os.mkfifo(files / "pipe")
    assert run("receipt", "pipe").code == 2
    (files / "log/tile/0/000").unlink()
    os.mkfifo(files / "log/tile/0/000")
    assert run("log", "log").code == 2


def test_machines_get_one_line_of_json(run, files):
    found = json.loads(run("receipt", "receipt", "--json").out)
    assert found == {
        "command": "receipt",
        "verified": True,
        "exit_code": 0,
        "code": "receipt-verified",
        "sentence": found["sentence"],
        "origin": ORIGIN,
        "size": 600,
        "root": encode_base64(TREE.checkpoint().root),
        "signers": [ORIGIN],
        "witnesses": [],
        "index": 77,
    }
    found = json.loads(run("checkpoint", "new", "--witness", WITNESS.vkey, "--json").out)
    assert found["witnesses"] == [{"name": WITNESS.name, "time": WITNESS.time}]
    (files / "log/tile/entries/001").unlink()
    result = run("log", "log", "--json", "--lang", "ko")
    found = json.loads(result.out)
    assert (result.code, found["verified"], found["code"]) == (1, False, "log-faults")
    (finding,) = found["findings"]
    assert (finding["code"], finding["path"], finding["entry"]) == ("file-missing", "tile/entries/001", 256)
    assert finding["sentence"] == "tile/entries/001 파일이 없습니다."
    found = json.loads(run("log", "absent", "--json").out)
    assert (found["exit_code"], found["code"]) == (2, "not-a-directory")


@pytest.mark.parametrize(
    "arguments,environment,language",
    [
        ([], {"LANG": "ko_KR.UTF-8"}, "ko"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "C", "LC_MESSAGES": "ko_KR"}, "ko"),
        ([], {}, "en"),
        (["--lang", "ko"], {"LANG": "C"}, "ko"),
        (["--lang=en"], {"LANG": "ko_KR"}, "en"),
        (["--lang"], {"LANG": "ko_KR"}, "ko"),
    ],
)
def test_the_language_is_chosen(arguments, environment, language):
    assert choose_language(arguments, environment) == language


def test_help_is_there_in_both_languages(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    for arguments, korean in (
        (["--help"], "영수증"),
        (["log", "--help"], "로그 전체"),
        (["log", "--help", "--lang=en"], None),
    ):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 0
        out = capsys.readouterr().out
        assert korean in out if korean else "Audit a whole log" in out


def test_foreign_names_cannot_steer_the_terminal(run, files):
    """C1 control characters and direction marks are allowed in a note, so an origin can hold them."""
    name = "evil\x9b31m\u202egol.example"
    signer = Signer("evil.example")
    (files / "evil").write_bytes(sign(TREE.checkpoint(5, name), signer))
    for option in ("--lang=en", "--json"):
        found = run("checkpoint", "evil", "--origin", name, option, key=signer.vkey)
        assert found.code == 0
        assert "\x9b" not in found.out
        assert "\u202e" not in found.out
    assert printable("a\x1b[2J\u200bb\u2028가 é") == "a\\u001b[2J\\u200bb\\u2028가 é"


def test_it_runs_as_a_program_with_nothing_but_cryptography(files):
    """A fresh interpreter: the exit code counts, and no module of Django or the platform is loaded."""
    script = (
        "import sys; from madang_verify.cli import main; code = main(sys.argv[1:]); "
        "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'madang', 'typer', 'rich')]; "
        "sys.exit(code)"
    )
    arguments = ["receipt", str(files / "receipt"), "--key", LOG.vkey]
    environment = {"PATH": os.environ["PATH"], "LANG": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [sys.executable, "-m", "madang_verify.cli", *arguments, "--lang", "ko", "--quorum", "9"],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr

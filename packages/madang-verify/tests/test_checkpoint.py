"""Checkpoints: one value, one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madang_verify.checkpoint import Checkpoint
from madang_verify.errors import MalformedError
from madang_verify.merkle import EMPTY_ROOT, MAX_SIZE

# The example of tlog-checkpoint.
ORIGIN = "example.com/behind-the-sofa"
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
TEXT = f"{ORIGIN}\n20852163\n{ROOT}\n"


def test_the_example_of_the_standard():
    found = Checkpoint.parse(TEXT, ORIGIN)
    assert (found.origin, found.size, found.extensions) == (ORIGIN, 20852163, ())
    assert found.root.hex().startswith("0ac5186a9186")
    assert found.body() == TEXT


def test_extension_lines_are_kept():
    text = TEXT + "first\nsecond line\n"
    assert Checkpoint.parse(text).extensions == ("first", "second line")
    assert Checkpoint.parse(text).body() == text


@pytest.mark.parametrize(
    "text,code",
    [
        (TEXT + "\n", "checkpoint-lines"),
        (TEXT + "\nextension\n", "checkpoint-lines"),
        ("\n" + TEXT, "checkpoint-lines"),
        (TEXT[:-1], "checkpoint-lines"),
        (TEXT.replace(f"{ROOT}\n", ""), "checkpoint-lines"),
        ("", "checkpoint-lines"),
        (TEXT.replace(ORIGIN, ""), "checkpoint-lines"),
        (TEXT.replace("\n", "\r\n"), "checkpoint-size"),
        (TEXT.replace(ORIGIN, ORIGIN + "\r"), "checkpoint-lines"),
        (TEXT.replace("2085", "02085"), "checkpoint-size"),
        (TEXT.replace("2085", "+2085"), "checkpoint-size"),
        (TEXT.replace("2085", "-2085"), "checkpoint-size"),
        (TEXT.replace("2085", " 2085"), "checkpoint-size"),
        (TEXT.replace("20852163", "2_0"), "checkpoint-size"),
        (TEXT.replace("20852163", "٢٠"), "checkpoint-size"),
        (TEXT.replace("20852163", "２０"), "checkpoint-size"),
        (TEXT.replace("20852163", "0x10"), "checkpoint-size"),
        (TEXT.replace("20852163", "00"), "checkpoint-size"),
        (TEXT.replace("20852163", str(MAX_SIZE + 1)), "checkpoint-size"),
        (TEXT.replace("20852163", "9" * 100_000), "checkpoint-size"),
        (TEXT.replace(ROOT, ROOT[:-1]), "checkpoint-root"),
        (TEXT.replace(ROOT, ROOT[:-2] + "J="), "checkpoint-root"),
        (TEXT.replace(ROOT, "AAAA"), "checkpoint-root"),
        (TEXT.replace(ROOT, ROOT.replace("/", "_")), "checkpoint-root"),
        (TEXT.replace(ROOT, " " + ROOT), "checkpoint-root"),
        (TEXT.replace("20852163", "0"), "empty-root-wrong"),
    ],
)
def test_other_spellings_are_refused(text, code):
    with pytest.raises(MalformedError) as caught:
        Checkpoint.parse(text)
    assert caught.value.code == code


@pytest.mark.parametrize("origin", ["example.com/other", ORIGIN + "/", ORIGIN.upper(), ORIGIN + " ", ""])
def test_another_logs_checkpoint_is_refused(origin):
    with pytest.raises(MalformedError) as caught:
        Checkpoint.parse(TEXT, origin)
    assert caught.value.code == "checkpoint-origin"


@pytest.mark.parametrize(
    "origin,size,root,extensions",
    [
        ("", 1, b"r" * 32, ()),
        ("two\nlines", 1, b"r" * 32, ()),
        ("log", -1, b"r" * 32, ()),
        ("log", MAX_SIZE + 1, b"r" * 32, ()),
        ("log", 1, b"r" * 31, ()),
        ("log", 0, b"r" * 32, ()),
        ("log", 1, b"r" * 32, ("",)),
        ("log", 1, b"r" * 32, ("a\nb",)),
    ],
)
def test_a_checkpoint_that_could_not_be_read_is_not_made(origin, size, root, extensions):
    with pytest.raises(MalformedError):
        Checkpoint(origin, size, root, extensions)


line = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(line, st.integers(1, MAX_SIZE), st.binary(min_size=32, max_size=32), st.lists(line, max_size=3))
def test_what_is_written_is_read_again(origin, size, root, extensions):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(checkpoint.body(), origin) == checkpoint


def test_the_empty_log():
    assert Checkpoint.parse(Checkpoint("log", 0, EMPTY_ROOT).body()).size == 0

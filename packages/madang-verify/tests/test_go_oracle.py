"""Conformance with code we did not write: Go's golang.org/x/mod/sumdb packages `note` and `tlog`."""

import random

import pytest
from madang_verify import merkle
from madang_verify.errors import SignatureError, VerificationError
from madang_verify.note import VerifierKey, assemble, open_note
from madang_verify.tiles import entries_path, tile_path
from tiny_log import Signer, Tree, entries, tiles

TEXT = "log.example\n3\n" + "A" * 43 + "=\n"


def mutations(data: bytes, count: int, seed: int) -> list[bytes]:
    """Return spoilt copies of a note: bytes changed, removed, doubled, lines swapped or repeated."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        place = chance.randrange(len(data))
        lines = data.splitlines(keepends=True)
        line = chance.randrange(len(lines))
        found.append(
            chance.choice(
                [
                    data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :],
                    data[:place] + data[place + 1 :],
                    data[:place] + data[place : place + 1] + data[place:],
                    data[:place],
                    data[:place]
                    + chance.choice([b"\n", b"\r", b"=", b" ", b"+", "—".encode()])
                    + data[place:],
                    b"".join([*lines[:line], lines[line], *lines[line:]]),
                    b"".join(lines[:line] + lines[line + 1 :]),
                ]
            )
        )
    return found


def ours_opens(data: bytes, keys: list[str]) -> list[str] | None:
    try:
        opened = open_note(data, [VerifierKey.parse(key) for key in keys])
    except VerificationError:
        return None
    return [opened.text, *(signature.name for signature in opened.verified)]


def test_we_open_what_go_signs(oracle):
    one, two = (oracle.ask("generate", name=name) for name in ("one.example/log", "둘.example"))
    data = oracle.data("sign", "note", text=TEXT, skeys=[one["skey"], two["skey"]])
    assert ours_opens(data, [one["vkey"], two["vkey"]]) == [TEXT, "one.example/log", "둘.example"]
    assert ours_opens(data, [two["vkey"]]) == [TEXT, "둘.example"]
    assert VerifierKey.parse(one["vkey"]).key_id.hex() in one["vkey"]


def test_go_opens_what_we_sign(oracle):
    signers = [Signer("one.example/log"), Signer("둘.example")]
    data = assemble(TEXT, [signer.line(TEXT) for signer in signers])
    answer = oracle.ask("open", note=data, keys=[signer.vkey for signer in signers])
    assert answer == {"ok": True, "text": TEXT, "names": [signer.name for signer in signers]}


def test_go_and_we_agree_on_2000_spoilt_notes(oracle):
    signers = [Signer("one.example/log"), Signer("two.example/log"), Signer("unknown.example")]
    data = assemble(TEXT, [signer.line(TEXT) for signer in signers])
    keys = [signer.vkey for signer in signers[:2]]
    opened = 0
    for spoilt in mutations(data, 2_000, seed=6962):
        answer = oracle.ask("open", note=spoilt, keys=keys)
        theirs = [answer["text"], *answer["names"]] if answer["ok"] else None
        ours = ours_opens(spoilt, keys)
        opened += ours is not None
        # Go never looks at a key's second signature and takes base64 with line breaks or spare bits: we are
        # stricter there, and never more lenient.
        assert ours == theirs or ours is None, spoilt
    assert opened > 50, "some mutations must leave a valid note, or nothing was compared"


def test_we_refuse_a_false_second_signature_which_go_overlooks(oracle):
    signer = Signer("one.example/log")
    true_line, other = signer.line(TEXT), signer.line(TEXT + "x\n")
    data = assemble(TEXT, [true_line, other])
    assert oracle.ask("open", note=data, keys=[signer.vkey])["ok"]
    with pytest.raises(SignatureError):
        open_note(data, [signer.key])


def test_roots_and_proofs_equal_go(oracle):
    tree = Tree(entries(70))
    oracle.ask("build", entries=tree.entries)
    for size in range(1, 71):
        root = merkle.root(size, tree.read_hash)
        assert root == oracle.data("root", "hash", size=size)
        for index in range(size):
            ours = merkle.inclusion_proof(index, size, tree.read_hash)
            assert ours == oracle.data("prove-record", "hashes", size=size, index=index)
        for old in range(1, size):
            ours = merkle.consistency_proof(old, size, tree.read_hash)
            assert ours == oracle.data("prove-tree", "hashes", size=size, old=old)


def test_go_accepts_our_proofs_and_refuses_what_we_refuse(oracle):
    tree = Tree(entries(60))
    chance = random.Random(9162)
    for _ in range(1_500):
        size = chance.randrange(1, 61)
        index, old = chance.randrange(size), chance.randrange(1, size + 1)
        root, old_root = tree.range_root(0, size), tree.range_root(0, old)
        included = merkle.inclusion_proof(index, size, tree.read_hash)
        continued = merkle.consistency_proof(old, size, tree.read_hash)
        match chance.randrange(5):
            case 1:
                included, continued = included[:-1], continued[:-1]
            case 2:
                included, continued = [*included, root], [*continued, root]
            case 3:
                index, old = chance.randrange(size), chance.randrange(1, size + 1)
            case 4:
                root = chance.choice([old_root, tree.leaves[0]])
        leaf = tree.leaves[index]
        theirs = oracle.ask("check-record", proof=included, size=size, root=root, index=index, leaf=leaf)
        assert theirs["ok"] == holds(merkle.verify_inclusion, leaf, index, size, included, root)
        theirs = oracle.ask("check-tree", proof=continued, size=size, root=root, old=old, oldroot=old_root)
        assert theirs["ok"] == holds(merkle.verify_consistency, old, size, old_root, root, continued)


def holds(check, *arguments) -> bool:
    try:
        check(*arguments)
    except VerificationError:
        return False
    return True


def test_tile_paths_equal_go(oracle):
    for index in (0, 7, 999, 1000, 1067, 1_234_067, 10**9, 2**53):
        for width in (1, 8, 255, 256):
            for level in (0, 1, 7):
                theirs = oracle.ask("tile", level=level, index=index, width=width)["path"]
                assert tile_path(level, index, width) == theirs
            assert (
                entries_path(index, width) == oracle.ask("tile", level=-1, index=index, width=width)["path"]
            )


def test_tile_contents_equal_go(oracle):
    tree = Tree(entries(700))
    oracle.ask("build", entries=tree.entries)
    files = tiles(tree, 700)
    for level, index, width in ((0, 0, 256), (0, 1, 256), (0, 2, 188), (1, 0, 2)):
        theirs = oracle.data("tile", "hash", level=level, index=index, width=width, size=700)
        assert files[tile_path(level, index, width)] == theirs

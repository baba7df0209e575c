"""Hashes, roots and proofs: the test vectors of certificate-transparency, and properties of any tree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from madang_verify import merkle
from madang_verify.errors import ProofError
from tiny_log import Tree, entries

# From certificate-transparency's merkle_tree_test.cc (kSHA256Roots, kPaths, kProofs), also in transparency-dev/merkle.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]
TREE = Tree(entries(300))


def read_vector(level: int, index: int) -> bytes:
    return merkle.root_from_leaves(HASHES[index << level : (index + 1) << level])


def as_bytes(hashes: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in hashes]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size):
    expected = bytes.fromhex(ROOTS[size])
    assert merkle.root_from_leaves(HASHES[:size]) == expected
    assert merkle.root(size, read_vector) == expected


@pytest.mark.parametrize("index,size", INCLUSION)
def test_inclusion_proofs_are_those_of_certificate_transparency(index, size):
    proof = as_bytes(INCLUSION[index, size])
    assert merkle.inclusion_proof(index, size, read_vector) == proof
    merkle.verify_inclusion(HASHES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize("old,new", CONSISTENCY)
def test_consistency_proofs_are_those_of_certificate_transparency(old, new):
    proof = as_bytes(CONSISTENCY[old, new])
    assert merkle.consistency_proof(old, new, read_vector) == proof
    merkle.verify_consistency(old, new, *as_bytes([ROOTS[old], ROOTS[new]]), proof)


@given(st.data(), st.integers(1, 300))
def test_every_entry_of_every_tree_is_proved(data, size):
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, TREE.read_hash)
    assert len(proof) <= (size - 1).bit_length()
    merkle.verify_inclusion(TREE.leaves[index], index, size, proof, TREE.range_root(0, size))


@given(st.data(), st.integers(0, 300))
def test_every_tree_continues_every_smaller_one(data, new):
    old = data.draw(st.integers(0, new))
    proof = merkle.consistency_proof(old, new, TREE.read_hash)
    merkle.verify_consistency(old, new, TREE.range_root(0, old), TREE.range_root(0, new), proof)


@settings(max_examples=300)
@given(st.data(), st.integers(2, 300))
def test_one_flipped_bit_anywhere_breaks_an_inclusion_proof(data, size):
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, TREE.read_hash)
    parts = [TREE.leaves[index], TREE.range_root(0, size), *proof]
    spoilt = data.draw(st.integers(0, len(parts) - 1))
    parts[spoilt] = flipped(parts[spoilt], data.draw(st.integers(0, 255)))
    with pytest.raises(ProofError):
        merkle.verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@settings(max_examples=300)
@given(st.data(), st.integers(2, 300))
def test_one_flipped_bit_anywhere_breaks_a_consistency_proof(data, new):
    old = data.draw(st.integers(1, new - 1))
    proof = merkle.consistency_proof(old, new, TREE.read_hash)
    parts = [TREE.range_root(0, old), TREE.range_root(0, new), *proof]
    spoilt = data.draw(st.integers(0, len(parts) - 1))
    parts[spoilt] = flipped(parts[spoilt], data.draw(st.integers(0, 255)))
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, new, parts[0], parts[1], parts[2:])


@given(st.data(), st.integers(2, 300))
def test_a_proof_holds_at_its_own_place_only(data, size):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda place: place != index))
    proof = merkle.inclusion_proof(index, size, TREE.read_hash)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(TREE.leaves[index], other, size, proof, TREE.range_root(0, size))


@given(st.data(), st.integers(2, 300))
def test_a_proof_with_a_hash_too_many_or_too_few_is_refused(data, size):
    index = data.draw(st.integers(0, size - 1))
    root = TREE.range_root(0, size)
    proof = merkle.inclusion_proof(index, size, TREE.read_hash)
    for wrong in (proof[:-1], [*proof, root], [root, *proof]):
        with pytest.raises(ProofError):
            merkle.verify_inclusion(TREE.leaves[index], index, size, wrong, root)


def test_an_inner_node_does_not_pass_for_a_leaf():
    """Without the prefixes 0 and 1 an entry could be made of two hashes (second preimage)."""
    forged = TREE.leaves[0] + TREE.leaves[1]
    assert merkle.leaf_hash(forged) != TREE.range_root(0, 2)


@pytest.mark.parametrize("index,size", [(0, 0), (-1, 4), (4, 4), (9, 4), (0, 2**63), (2**70, 2**71)])
def test_indexes_outside_the_tree_are_refused(index, size):
    with pytest.raises(ProofError) as caught:
        merkle.verify_inclusion(TREE.leaves[0], index, size, [], TREE.leaves[0])
    assert caught.value.code == "index-outside-tree"


def test_a_log_that_shrank_is_refused():
    with pytest.raises(ProofError) as caught:
        merkle.verify_consistency(9, 8, TREE.range_root(0, 9), TREE.range_root(0, 8), [])
    assert caught.value.code == "log-shrank"


def test_equal_sizes_with_different_roots_are_a_split_view():
    with pytest.raises(ProofError) as caught:
        merkle.verify_consistency(8, 8, TREE.range_root(0, 8), TREE.range_root(8, 16), [])
    assert caught.value.code == "split-view"


def test_the_empty_log_has_one_root_and_needs_no_proof():
    root = TREE.range_root(0, 8)
    merkle.verify_consistency(0, 8, merkle.EMPTY_ROOT, root, [])
    merkle.verify_consistency(0, 0, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, [])
    for old_root, proof in ((root, []), (merkle.EMPTY_ROOT, [root])):
        with pytest.raises(ProofError):
            merkle.verify_consistency(0, 8, old_root, root, proof)
    with pytest.raises(ProofError):
        merkle.verify_consistency(0, 0, merkle.EMPTY_ROOT, root, [])


def test_sizes_beyond_63_bits_and_hashes_of_other_lengths_are_refused():
    root = TREE.range_root(0, 8)
    with pytest.raises(ProofError):
        merkle.verify_consistency(1, 2**63, root, root, [root])
    for leaf, proof, end in ((root[:31], [root], root), (root, [root + b"0"], root), (root, [root], b"")):
        with pytest.raises(ProofError) as caught:
            merkle.verify_inclusion(leaf, 0, 2, proof, end)
        assert caught.value.code == "hash-size"


def test_proofs_cannot_be_made_outside_the_tree():
    with pytest.raises(ValueError, match="not in a tree"):
        merkle.inclusion_proof(8, 8, TREE.read_hash)
    with pytest.raises(ValueError, match="prefix"):
        merkle.consistency_proof(9, 8, TREE.read_hash)
    with pytest.raises(ValueError, match="whole number"):
        merkle.root_from_concatenated(b"x" * 33)


def flipped(data: bytes, bit: int) -> bytes:
    return data[: bit // 8] + bytes([data[bit // 8] ^ (1 << bit % 8)]) + data[bit // 8 + 1 :]

"""Verify C2SP transparency logs, their checkpoints and their receipts with nothing but `cryptography`.

- `merkle`: hashes, roots and proofs of the Merkle tree (RFC 6962, RFC 9162)
- `note`, `cosignature`, `checkpoint`: signed notes, cosignatures, checkpoints
- `tiles`, `stored`, `source`: paths and bytes of a tiled log, and where its files come from
- `proof`: receipts (tlog-proof) and consistency proofs as files
- `trust`: whose keys one trusts, and whether a checkpoint deserves it
- `statements`: verify a receipt, or that one checkpoint continues another
- `audit`: verify a whole log and name what was altered
- `errors`, `messages`: everything that can be wrong, as sentences in Korean and English

`madang_verify.cli` is the command `madang-verify`.
"""

"""Verify C2SP transparency logs, their checkpoints and their receipts with nothing but `cryptography`.

- `merkle`: hashes, roots and proofs of the Merkle tree (RFC 6962, RFC 9162)
- `note`, `cosignature`, `checkpoint`: signed notes, cosignatures, checkpoints
- `tiles`: paths and bytes of a tiled log
- `proof`: receipts (tlog-proof)
- `errors`: everything that can be wrong, as sentences
"""

"""The four commands of `madang-verify`: each reads its files, verifies, and returns what there is to say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from madang_verify.audit import Progress, audit_log
from madang_verify.encoding import encode_base64
from madang_verify.errors import InputError, LogError, VerificationError, VerifyError
from madang_verify.messages import Sentence
from madang_verify.note import MAX_NOTE_SIZE
from madang_verify.proof import MAX_PROOF_SIZE, parse_consistency_proof
from madang_verify.source import open_source, read_file
from madang_verify.statements import (
    needs_proof,
    verify_continues,
    verify_continues_in_log,
    verify_receipt,
)
from madang_verify.tiles import CHECKPOINT_PATH, MAX_ENTRY
from madang_verify.trust import Trust, TrustedCheckpoint


@dataclass
class Outcome:
    """`result` is the sentence to say, `details` what machines get besides."""

    result: Sentence
    details: dict[str, object]
    findings: Sequence[LogError] = ()
    remarks: Sequence[Sentence] = field(default_factory=list)
    entry: bytes | None = None

    @property
    def verified(self) -> bool:
        """Whether all holds."""
        return not isinstance(self.result, VerifyError) and not self.findings


def check_receipt(trust: Trust, file: Path, entry_file: Path | None) -> Outcome:
    """Verify a receipt; `entry_file` holds the entry when the receipt does not carry it."""
    entry = read_file(entry_file, MAX_ENTRY) if entry_file else None
    receipt = verify_receipt(read_file(file, MAX_PROOF_SIZE), trust, entry)
    details = _details(receipt.trusted) | {"index": receipt.index}
    result = Sentence("receipt-verified", **_values(receipt.trusted), index=receipt.index)
    return Outcome(result, details, entry=receipt.entry)


def check_checkpoint(trust: Trust, file: Path) -> Outcome:
    """Verify a checkpoint's signatures."""
    trusted = trust.check(read_file(file, MAX_NOTE_SIZE))
    return Outcome(Sentence("checkpoint-verified", **_values(trusted)), _details(trusted))


def check_consistency(
    trust: Trust, old_file: Path, new_file: Path, log: str | None, proof_file: Path | None
) -> Outcome:
    """Verify that the checkpoint `new_file` continues `old_file`, by a log's tiles or a proof file."""
    old = _check_file(trust, old_file)
    new = _check_file(trust, new_file)
    sizes = old.checkpoint.size, new.checkpoint.size
    if proof_file:
        data = read_file(proof_file, MAX_PROOF_SIZE)
        verify_continues(old, new, parse_consistency_proof(data, sizes[0], new.text))
    elif log:
        verify_continues_in_log(old, new, open_source(log))
    elif needs_proof(old, new):
        raise InputError("no-proof", old=sizes[0], new=sizes[1])
    result = Sentence("consistency-verified", **_values(new), old=sizes[0])
    return Outcome(result, _details(new) | {"old_size": sizes[0]})


def check_log(trust: Trust, location: str, madang_entries: bool, progress: Progress | None) -> Outcome:
    """Audit a whole log: its checkpoint's signatures, every entry and every hash."""
    source = open_source(location)
    note = source.read(CHECKPOINT_PATH, MAX_NOTE_SIZE)
    if note is None:
        raise InputError("no-checkpoint", location=location)
    try:
        trusted = trust.check(note)
    except VerificationError as error:
        fault = LogError("in-file", CHECKPOINT_PATH, detail=error)
        return Outcome(fault, {}, [fault])
    audit = audit_log(source, trusted.checkpoint, madang_entries, progress)
    details = _details(trusted) | {
        "files": audit.files,
        "uncovered": audit.uncovered,
        "foreign": audit.foreign,
        "further_findings": audit.further,
    }
    values = _values(trusted)
    remarks = []
    if audit.uncovered:
        remarks.append(Sentence("remark-uncovered", count=len(audit.uncovered), path=audit.uncovered[0]))
    if audit.foreign:
        remarks.append(Sentence("remark-foreign", count=len(audit.foreign), path=audit.foreign[0]))
    if audit.sound:
        result: Sentence = Sentence("log-verified", **values, files=audit.files)
    else:
        result = VerificationError("log-faults", **values, count=len(audit.findings) + audit.further)
    return Outcome(result, details, audit.findings, remarks)


def _check_file(trust: Trust, file: Path) -> TrustedCheckpoint:
    try:
        return trust.check(read_file(file, MAX_NOTE_SIZE))
    except VerificationError as error:
        raise VerificationError("in-file", path=file, detail=error) from error


def _values(trusted: TrustedCheckpoint) -> dict[str, object]:
    names = ", ".join(witness.name for witness in trusted.witnesses)
    return {
        "origin": trusted.checkpoint.origin,
        "size": trusted.checkpoint.size,
        "signers": ", ".join(trusted.signers),
        "witnesses": Sentence("witnessed", count=len(trusted.witnesses), names=names) if names else "",
    }


def _details(trusted: TrustedCheckpoint) -> dict[str, object]:
    return {
        "origin": trusted.checkpoint.origin,
        "size": trusted.checkpoint.size,
        "root": encode_base64(trusted.checkpoint.root),
        "signers": list(trusted.signers),
        "witnesses": [{"name": witness.name, "time": witness.time} for witness in trusted.witnesses],
    }

"""A passkey in software, by the W3C's Web Authentication Level 2: makes keys and signs, as a device would.

Written from the standard (6.1 authenticator data, 6.5 attestation "none", 7.2 assertion), not from the server's
library, so both sides prove each other.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(encoded: str) -> bytes:
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


@dataclass
class Authenticator:
    """One device with one key.

    Attributes:
        checks_owner: whether it asks for a fingerprint or PIN and says so.
        origin: the page that the browser would vouch for.
    """

    checks_owner: bool = True
    origin: str = "http://localhost"
    rp_id: str = "localhost"
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user_handle: str = ""
    count: int = 0

    def create(self, options: dict[str, Any]) -> str:
        """Answer a request for a new passkey; returns what the form sends."""
        public = options["publicKey"]
        self.user_handle = public["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = (
            bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor.encode(cose)
        )
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._answer(
            clientDataJSON=text(self._client("webauthn.create", public["challenge"])),
            attestationObject=text(cbor.encode(attestation)),
        )

    def get(self, options: dict[str, Any]) -> str:
        """Answer a request to sign in; returns what the form sends."""
        self.count += 1
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signed = self._data(0)
        signature = self.key.sign(signed + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=text(client),
            authenticatorData=text(signed),
            signature=text(signature),
            userHandle=self.user_handle,
        )

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.checks_owner else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: str) -> str:
        own = text(self.credential_id)
        return json.dumps(
            {
                "id": own,
                "rawId": own,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": response,
            }
        )

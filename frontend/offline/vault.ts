/**
 * The keys of this device. What is kept is sealed with AES-GCM; its key and the key that signs lie wrapped by a key made of
 * the clerk's passphrase, so that a stolen disk shows nothing and signs nothing. Opened, neither can be taken out.
 */
import { type Change, type Sealed, type Store } from "./store.ts";

const ROUNDS = 600_000;
const TRIES = 3;
const WAIT = 60_000;
const SIGNS = { name: "ECDSA", namedCurve: "P-256" } as const;

interface Kept {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly rounds: number;
  readonly store: Sealed;
  readonly signer: Sealed;
  readonly device: string;
  readonly name: string;
  readonly account: string;
}

export class WrongPassphrase extends Error {}

/** Too many wrong ones: `until` is when the next may be tried. */
export class MustWait extends Error {
  readonly until: number;

  constructor(until: number) {
    super();
    this.until = until;
  }
}

function random(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

async function keyOf(passphrase: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const typed = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, material, { name: "AES-GCM", length: 256 }, false,
    ["wrapKey", "unwrapKey"],
  );
}

/** Keys of a device that is being enrolled; they are kept once the site has named it. */
export class NewKeys {
  readonly publicKey: ArrayBuffer;
  private readonly kept: Pick<Kept, "salt" | "rounds" | "store" | "signer">;

  private constructor(publicKey: ArrayBuffer, kept: Pick<Kept, "salt" | "rounds" | "store" | "signer">) {
    this.publicKey = publicKey;
    this.kept = kept;
  }

  static async make(passphrase: string): Promise<NewKeys> {
    const salt = random(16);
    const wrapping = await keyOf(passphrase, salt, ROUNDS);
    // Extractable for the moment in which they are wrapped; whoever unlocks gets keys that are not.
    const store = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
    const pair = await crypto.subtle.generateKey(SIGNS, true, ["sign", "verify"]);
    const wrap = async (format: "raw" | "pkcs8", key: CryptoKey): Promise<Sealed> => {
      const iv = random(12);
      return { iv, data: await crypto.subtle.wrapKey(format, key, wrapping, { name: "AES-GCM", iv }) };
    };
    return new NewKeys(await crypto.subtle.exportKey("spki", pair.publicKey), {
      salt, rounds: ROUNDS, store: await wrap("raw", store), signer: await wrap("pkcs8", pair.privateKey),
    });
  }

  async keep(place: Store, device: { device: string; name: string; account: string }): Promise<void> {
    await place.write([["plain", "device", { ...this.kept, ...device } satisfies Kept]]);
  }
}

export class Vault {
  readonly device: string;
  readonly name: string;
  readonly account: string;
  private readonly store: CryptoKey;
  private readonly signer: CryptoKey;
  private readonly place: Store;

  private constructor(place: Store, kept: Kept, store: CryptoKey, signer: CryptoKey) {
    this.place = place;
    this.device = kept.device;
    this.name = kept.name;
    this.account = kept.account;
    this.store = store;
    this.signer = signer;
  }

  static async isThere(place: Store): Promise<boolean> {
    return (await place.get<Kept>("plain", "device")) !== undefined;
  }

  /** Throws `WrongPassphrase`, and `MustWait` after three in a row, each time longer. */
  static async unlock(place: Store, passphrase: string): Promise<Vault> {
    const kept = await place.get<Kept>("plain", "device");
    if (!kept) throw new Error("no device");
    const wrong = (await place.get<{ count: number; until: number }>("plain", "wrong")) ?? { count: 0, until: 0 };
    if (Date.now() < wrong.until && wrong.until - Date.now() <= WAIT * 2 ** 10) throw new MustWait(wrong.until);
    const count = wrong.count + 1;
    const until = count >= TRIES ? Date.now() + WAIT * 2 ** Math.min(count - TRIES, 6) : 0;
    // Counted before it is tried: closing the page in between is no way around.
    await place.write([["plain", "wrong", { count, until }]]);
    const wrapping = await keyOf(passphrase, kept.salt, kept.rounds);
    try {
      const store = await crypto.subtle.unwrapKey(
        "raw", kept.store.data, wrapping, { name: "AES-GCM", iv: kept.store.iv }, "AES-GCM", false, ["encrypt", "decrypt"],
      );
      const signer = await crypto.subtle.unwrapKey(
        "pkcs8", kept.signer.data, wrapping, { name: "AES-GCM", iv: kept.signer.iv }, SIGNS, false, ["sign"],
      );
      await place.write([["plain", "wrong", undefined]]);
      return new Vault(place, kept, store, signer);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      throw until ? new MustWait(until) : new WrongPassphrase();
    }
  }

  /** A change that keeps a value sealed under its key, so that records cannot be exchanged for one another. */
  async seal(key: string, value: unknown): Promise<Change> {
    const iv = random(12);
    const additionalData = new TextEncoder().encode(key);
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, this.store, plain);
    return ["sealed", key, { iv, data } satisfies Sealed];
  }

  async read<T>(key: string): Promise<T | undefined> {
    const found = await this.place.get<Sealed>("sealed", key);
    if (!found) return undefined;
    const additionalData = new TextEncoder().encode(key);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv, additionalData }, this.store, found.data);
    return JSON.parse(new TextDecoder().decode(plain)) as T;
  }

  /** The 64 bytes (r and s) that say that this device wrote a text. */
  async sign(text: string): Promise<Uint8Array<ArrayBuffer>> {
    const told = new TextEncoder().encode(text);
    return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.signer, told));
  }
}

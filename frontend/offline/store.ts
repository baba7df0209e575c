/** What this browser keeps: plain records that tell nothing of anybody, and sealed ones. Written whole or not at all. */

const NAME = "madang-offline";

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

export type Change = readonly ["plain" | "sealed", string, unknown];

/** Another window has written in between: nothing of this change is kept. */
export class Overtaken extends Error {}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error("IndexedDB")); };
  });
}

export class Store {
  private readonly database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.database = database;
  }

  static async open(): Promise<Store> {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("plain");
      request.result.createObjectStore("sealed");
    };
    return new Store(await settled(request));
  }

  async get<T>(store: "plain" | "sealed", key: string): Promise<T | undefined> {
    return settled<T | undefined>(this.database.transaction(store).objectStore(store).get(key));
  }

  async keys(store: "plain" | "sealed"): Promise<string[]> {
    return (await settled(this.database.transaction(store).objectStore(store).getAllKeys())).map(String);
  }

  /**
   * Write all of it, on the disk when this returns; a value of undefined is removed. With `turn`, only if nobody has
   * written with a turn since: throws `Overtaken`.
   */
  write(changes: readonly Change[], turn?: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const written = this.database.transaction(["plain", "sealed"], "readwrite", { durability: "strict" });
      let overtaken = false;
      written.oncomplete = () => { resolve(); };
      written.onabort = () => {
        reject(overtaken ? new Overtaken() : written.error ?? new Error("IndexedDB"));
      };
      const put = (): void => {
        for (const [store, key, value] of changes) {
          const place = written.objectStore(store);
          if (value === undefined) place.delete(key);
          else place.put(value, key);
        }
      };
      if (turn === undefined) {
        put();
        return;
      }
      const plain = written.objectStore("plain");
      const found = plain.get("turn");
      found.onsuccess = () => {
        if (((found.result as number | undefined) ?? 0) !== turn) {
          overtaken = true;
          written.abort();
          return;
        }
        plain.put(turn + 1, "turn");
        put();
      };
    });
  }
}

// The stored data of the pages. A browser may have no storage (null in the browsers inside some apps), forbid it, or lose the data: then
// the data is kept in memory while the page is open. set() and keeps() return whether the browser stored the data.

class Memory {
  #open;
  #unkept = new Map();

  constructor(open) {
    this.#open = open;
  }

  get(key) {
    return this.#unkept.has(key) ? this.#unkept.get(key) : this.#stored(key);
  }

  /** Returns whether the value will still be there after a reload. */
  set(key, value) {
    this.#unkept.delete(key);
    this.#try((storage) => storage.setItem(key, value));
    if (this.#stored(key) === value) {
      return true;
    }
    this.remove(key); // an older value may still be stored
    this.#unkept.set(key, value);
    return false;
  }

  /** Returns whether get(key) will return the same value after a reload. */
  keeps(key) {
    return !this.#unkept.has(key);
  }

  remove(key) {
    this.#unkept.delete(key);
    this.#try((storage) => storage.removeItem(key));
    if (this.#stored(key) !== null) {
      this.#unkept.set(key, null);
    }
  }

  keys() {
    return this.#try((storage) => Array.from({ length: storage.length }, (_, index) => storage.key(index))) ?? [];
  }

  /** Returns whether the browser stores data. */
  works() {
    const key = 'handoff.probe';
    const kept = this.set(key, 'kept');
    this.remove(key);
    return kept;
  }

  #stored(key) {
    return this.#try((storage) => storage.getItem(key)) ?? null;
  }

  #try(action) {
    try {
      return action(this.#open());
    } catch {
      return null; // no storage, forbidden, or full: set() returns false
    }
  }
}

export const ofBrowser = new Memory(() => localStorage);
export const ofTab = new Memory(() => sessionStorage);

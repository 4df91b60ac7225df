// What pages remember. Browsers may have no storage (null in some apps' own browsers), forbid it, or forget what was put there:
// then a page remembers for as long as it is open, and whoever needs more than that asks whether it was kept.

class Memory {
  #open;
  #unkept = new Map();

  constructor(open) {
    this.#open = open;
  }

  get(key) {
    return this.#unkept.has(key) ? this.#unkept.get(key) : this.#stored(key);
  }

  /** Answers whether it will be there after a reload. */
  set(key, value) {
    this.#unkept.delete(key);
    this.#try((storage) => storage.setItem(key, value));
    if (this.#stored(key) === value) {
      return true;
    }
    this.remove(key); // an older value may still be there
    this.#unkept.set(key, value);
    return false;
  }

  /** Whether what get answers will be there after a reload. */
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

  /** Whether it keeps anything. */
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
      return null; // no storage, forbidden, or full: set tells
    }
  }
}

export const ofBrowser = new Memory(() => localStorage);
export const ofTab = new Memory(() => sessionStorage);

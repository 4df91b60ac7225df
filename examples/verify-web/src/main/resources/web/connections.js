// Browsers have six connections to one server, for all tabs together. A page that waits for news holds one for long: only so many do.

const MOST = 3;

/** Answers whether this page may hold a connection; it then may until the signal's abort. */
export async function mayHoldConnection(signal) {
  for (let place = 1; place <= MOST; place += 1) {
    if (await take(`handoff.connection.${place}`, signal)) {
      return true;
    }
  }
  return false;
}

function take(name, signal) {
  return new Promise((resolve) => {
    const hold = (lock) => {
      resolve(lock !== null);
      return lock === null || signal.aborted ? null : new Promise((release) => signal.addEventListener('abort', release));
    };
    // without locks, as on plain http, nobody can know how many do: this one does
    const taking = navigator.locks?.request(name, { ifAvailable: true }, hold) ?? Promise.reject(new Error('no locks'));
    taking.catch(() => resolve(true));
  });
}

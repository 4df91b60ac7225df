// Browsers have six connections to one server, for all tabs together. A page that waits for news holds one for long: only so many do.

const MOST = 3;
const LONGEST_TAKE_MILLIS = 1_000;

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
    // without locks that work, as on plain http, nobody can know how many do: this one does
    const doWithout = () => resolve(true);
    setTimeout(doWithout, LONGEST_TAKE_MILLIS);
    try {
      navigator.locks.request(name, { ifAvailable: true }, hold).catch(doWithout);
    } catch {
      doWithout();
    }
  });
}

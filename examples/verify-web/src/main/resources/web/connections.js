// Browsers have six connections to one server, for all tabs together. A page that uses long polling holds a connection, so at most
// three pages of a browser may do that.

const MOST = 3;
const LONGEST_TAKE_MILLIS = 1_000;

/** Returns whether this page may hold a connection. The permission ends with the signal's abort. */
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
    // without the locks API, for example on plain http, pages can't be counted: this page then holds a connection
    const doWithout = () => resolve(true);
    setTimeout(doWithout, LONGEST_TAKE_MILLIS);
    try {
      navigator.locks.request(name, { ifAvailable: true }, hold).catch(doWithout);
    } catch {
      doWithout();
    }
  });
}

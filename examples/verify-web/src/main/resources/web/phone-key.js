// This phone's key, for servers that want proof of possession. It never leaves the browser: not even this page can read it.

const DATABASE = 'handoff';
const STORE = 'keys';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const WANTED = 'handoff.signs';

/** Browsers let pages sign over https and on localhost only. */
export function canSign() {
  return crypto.subtle !== undefined;
}

/** Whether the server is known to want signatures. */
export function wantsSignature() {
  return localStorage.getItem(WANTED) !== null;
}

export function rememberThatSignatureIsWanted() {
  localStorage.setItem(WANTED, 'yes');
}

export function forgetThatSignatureIsWanted() {
  localStorage.removeItem(WANTED);
}

/** The public key, by which the server knows this phone. */
export async function publicKey() {
  const { publicKey: key } = await keyPair();
  return base64url(await crypto.subtle.exportKey('spki', key));
}

export async function sign(text) {
  const { privateKey } = await keyPair();
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new TextEncoder().encode(text));
  return base64url(signature);
}

async function keyPair() {
  const known = await inStore('readonly', (store) => store.get(STORE));
  if (known) {
    return known;
  }
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign']);
  // add fails where another tab was faster: then its key is the one
  await inStore('readwrite', (store) => store.add(made, STORE)).catch(() => {});
  return inStore('readonly', (store) => store.get(STORE));
}

function inStore(mode, ask) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const request = ask(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.transaction.oncomplete = () => database.close();
      request.transaction.onabort = () => database.close();
    };
  });
}

function base64url(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

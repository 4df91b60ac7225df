// This phone's key, for servers that want proof of possession. It never leaves the browser: not even this page can read it.

import { ofBrowser } from './storage.js';

const DATABASE = 'handoff';
const STORE = 'keys';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const WANTED = 'handoff.signs';
const ANSWER_WITHIN_MILLIS = 4_000;

/** The message is the reason, one of the codes of refusal-words.js. */
export class NoKey extends Error {}

/** Whether the server is known to want signatures. */
export function wantsSignature() {
  return ofBrowser.get(WANTED) !== null;
}

export function rememberThatSignatureIsWanted() {
  ofBrowser.set(WANTED, 'yes');
}

export function forgetThatSignatureIsWanted() {
  ofBrowser.remove(WANTED);
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
  if (crypto.subtle === undefined) {
    throw new NoKey('SIGNING_UNAVAILABLE');
  }
  try {
    const known = await inStore('readonly', (store) => store.get(STORE));
    if (known) {
      return known;
    }
    const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign']);
    // add fails where another tab was faster: then its key is the one
    await inStore('readwrite', (store) => store.add(made, STORE)).catch(() => {});
    const { publicKey: shown, privateKey } = await inStore('readonly', (store) => store.get(STORE));
    return { publicKey: shown, privateKey };
  } catch {
    // some browsers keep no keys in private windows, and some never answer
    throw new NoKey('KEY_UNAVAILABLE');
  }
}

function inStore(mode, ask) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), ANSWER_WITHIN_MILLIS);
    const opening = indexedDB.open(DATABASE);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      try {
        inDatabase(opening.result, mode, ask, resolve, reject);
      } catch (error) {
        reject(error);
      }
    };
  });
}

function inDatabase(database, mode, ask, resolve, reject) {
  const transaction = database.transaction(STORE, mode);
  transaction.oncomplete = () => database.close();
  transaction.onabort = () => database.close();
  const request = ask(transaction.objectStore(STORE));
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
}

function base64url(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

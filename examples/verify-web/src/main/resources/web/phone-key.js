// This phone's key, for servers that require proof of possession. The private key never leaves the browser: no script can read it.

import { ofBrowser } from './storage.js';

const DATABASE = 'handoff';
const STORE = 'keys';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const WANTED = 'handoff.signs';
const ANSWER_WITHIN_MILLIS = 4_000;

/** The message is a code of refusal-words.js. */
export class NoKey extends Error {}

/** Returns whether this server asked for a signature before. */
export function wantsSignature() {
  return ofBrowser.get(WANTED) !== null;
}

export function rememberThatSignatureIsWanted() {
  ofBrowser.set(WANTED, 'yes');
}

export function forgetThatSignatureIsWanted() {
  ofBrowser.remove(WANTED);
}

/** Returns the public key, which is this phone's device id. */
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
    // add fails if another tab was faster: then the other tab's key is used
    await inStore('readwrite', (store) => store.add(made, STORE)).catch(() => {});
    const { publicKey: shown, privateKey } = await inStore('readonly', (store) => store.get(STORE));
    return { publicKey: shown, privateKey };
  } catch {
    // in private windows, some browsers store no keys, and some never answer
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

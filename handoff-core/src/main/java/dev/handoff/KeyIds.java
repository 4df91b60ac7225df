package dev.handoff;

/** What the rules know of the key ring: fingerprints, of which the first signs. Immutable. */
final class KeyIds {

    private final int[] ids;

    KeyIds(int... ids) {
        this.ids = ids.clone();
    }

    /** The key that new sessions are opened under. */
    int signing() {
        return ids[0];
    }

    boolean contains(int keyId) {
        for (int id : ids) {
            if (id == keyId) {
                return true;
            }
        }
        return false;
    }
}

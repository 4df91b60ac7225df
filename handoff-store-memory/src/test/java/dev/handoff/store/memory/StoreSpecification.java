package dev.handoff.store.memory;

/**
 * The results that {@link StoreOperations} must return, for one thread. Keeps the state of each session, or -1 if it
 * has no record.
 */
public class StoreSpecification {

    private final int[] states = {0, 0, -1};

    public boolean insert(int state) {
        boolean isFree = states[2] == -1;
        if (isFree) {
            states[2] = state;
        }
        return isFree;
    }

    public int find(int session) {
        return states[session];
    }

    public boolean replace(int session, int expected, int next) {
        boolean isExpected = states[session] == expected;
        if (isExpected) {
            states[session] = next;
        }
        return isExpected;
    }

    public boolean consume(int next) {
        return replace(0, 0, next);
    }

    public int purge() {
        for (int ended = 0; ended < 2; ended++) {
            if (states[ended] != -1) {
                states[ended] = -1;
                return 1;
            }
        }
        return 0;
    }
}

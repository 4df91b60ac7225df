package dev.handoff.store.memory;

/** The results that {@link BindingOperations} must return, for one thread. */
public class BindingSpecification {

    private static final int NONE = -1;

    private final int[] connections = new int[2];
    private int bound = NONE;
    private int latest;
    private boolean isFinished;

    public String consumeBy0() {
        return consume(0);
    }

    public String consumeBy1() {
        return consume(1);
    }

    public String resumeBy0() {
        return resume(0);
    }

    public String resumeBy1() {
        return resume(1);
    }

    public String checkBy0() {
        return check(0);
    }

    public String checkBy1() {
        return check(1);
    }

    public String finishBy0() {
        return finish(0);
    }

    public String finishBy1() {
        return finish(1);
    }

    public String resumeElsewhere(int device) {
        String refusal = refusalOf(device);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        return bound == NONE ? "HANDOFF_NOT_CONSUMED" : "connection " + ++latest;
    }

    private String consume(int device) {
        String refusal = refusalOf(device);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        if (bound == device) {
            return "HANDOFF_TOKEN_CONSUMED";
        }
        bound = device;
        latest = 1;
        connections[device] = 1;
        return "connection 1";
    }

    private String resume(int device) {
        String result = resumeElsewhere(device);
        if (result.startsWith("connection")) {
            connections[device] = latest;
        }
        return result;
    }

    private String check(int device) {
        String refusal = stale(device);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        return isFinished ? "SESSION_EXPIRED" : "in_progress";
    }

    private String finish(int device) {
        String refusal = stale(device);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        isFinished = true;
        return "succeeded";
    }

    private String refusalOf(int device) {
        if (isFinished) {
            return "SESSION_EXPIRED";
        }
        return bound == NONE || bound == device ? "" : "HANDOFF_DEVICE_MISMATCH";
    }

    private String stale(int device) {
        if (connections[device] == 0) {
            return "no connection";
        }
        return connections[device] == latest ? "" : "CONNECTION_REPLACED";
    }
}

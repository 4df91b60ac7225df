package dev.handoff.plainjava;

import dev.handoff.json.PhonePayload;
import java.net.http.HttpResponse;
import java.util.UUID;

/** A phone's app with its latest scanned code. */
final class Phone {

    private final Client client;
    private final PhonePayload code;
    private final String deviceId;

    Phone(Client client, PhonePayload code) {
        this(client, code, UUID.randomUUID().toString());
    }

    private Phone(Client client, PhonePayload code, String deviceId) {
        this.client = client;
        this.code = code;
        this.deviceId = deviceId;
    }

    Phone scans(PhonePayload nextCode) {
        return new Phone(client, nextCode, deviceId);
    }

    String helloMessage() {
        return code.helloMessage(deviceId, null);
    }

    HttpResponse<String> hello() {
        return post("/phone", helloMessage());
    }

    HttpResponse<String> resume() {
        return post("/phone", code.resumeMessage(deviceId, null));
    }

    /** Reports a failure, or success if the failure code is empty. */
    HttpResponse<String> finish(String failureCode) {
        String message = code.resumeMessage(deviceId, null);
        String more = failureCode.isEmpty() ? "" : ",\"failure_code\":\"" + failureCode + "\"";
        return post("/outcome", message.substring(0, message.length() - 1) + more + "}");
    }

    private HttpResponse<String> post(String path, String body) {
        return client.postJson("/sessions/" + code.sessionId() + path, body);
    }
}

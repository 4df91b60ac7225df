package dev.handoff.store.memory;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import java.time.Instant;
import java.util.function.Function;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * Calls of two devices that scanned the same code and use the service at the same time. Each device makes one call at a
 * time and uses its latest connection. {@code resumeElsewhere} is a call of somebody else who knows a device's secrets.
 */
@Param(name = "device", gen = IntGen.class, conf = "0:1")
public class BindingOperations {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final HandoffKeys KEYS = HandoffKeys.random();

    private final HandoffService handoffs = HandoffService.builder()
            .store(new YieldingStore(new MemoryTokenStore()))
            .keys(KEYS)
            .clock(() -> NOON)
            .build();
    private final Handoff code = handoffs.start("vs_1").orElseThrow().handoff();
    private final @Nullable Binding[] bindings = new Binding[2];

    @Operation(nonParallelGroup = "device 0")
    public String consumeBy0() {
        return connected(0, handoffs.consume("vs_1", credentials(0)));
    }

    @Operation(nonParallelGroup = "device 1")
    public String consumeBy1() {
        return connected(1, handoffs.consume("vs_1", credentials(1)));
    }

    @Operation(nonParallelGroup = "device 0")
    public String resumeBy0() {
        return connected(0, handoffs.resume("vs_1", credentials(0)));
    }

    @Operation(nonParallelGroup = "device 1")
    public String resumeBy1() {
        return connected(1, handoffs.resume("vs_1", credentials(1)));
    }

    @Operation(nonParallelGroup = "device 0")
    public String checkBy0() {
        return overConnection(0, binding -> handoffs.check(binding).map(status -> status.state()));
    }

    @Operation(nonParallelGroup = "device 1")
    public String checkBy1() {
        return overConnection(1, binding -> handoffs.check(binding).map(status -> status.state()));
    }

    @Operation(nonParallelGroup = "device 0")
    public String finishBy0() {
        return overConnection(0, binding -> handoffs.finish(binding, Outcome.succeeded()));
    }

    @Operation(nonParallelGroup = "device 1")
    public String finishBy1() {
        return overConnection(1, binding -> handoffs.finish(binding, Outcome.succeeded()));
    }

    @Operation
    public String resumeElsewhere(@Param(name = "device") int device) {
        return handoffs.resume("vs_1", credentials(device)).fold(BindingOperations::text, Refusal::code);
    }

    private String connected(int device, Result<Binding> result) {
        return result.fold(
                binding -> {
                    bindings[device] = binding;
                    return text(binding);
                },
                Refusal::code);
    }

    private String overConnection(int device, Function<Binding, Result<SessionState>> call) {
        Binding binding = bindings[device];
        return binding == null ? "no connection" : call.apply(binding).fold(SessionState::code, Refusal::code);
    }

    private PhoneCredentials credentials(int device) {
        return new PhoneCredentials(
                code.attemptId().reveal(), code.token().reveal(), "a-device-id-of-number-" + device);
    }

    private static String text(Binding binding) {
        return "connection " + binding.connection();
    }
}

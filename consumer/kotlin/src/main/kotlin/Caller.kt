import dev.handoff.HandoffKeys
import dev.handoff.HandoffService
import dev.handoff.Outcome
import dev.handoff.PhoneCredentials
import dev.handoff.Result
import dev.handoff.json.HandoffJson
import dev.handoff.store.memory.MemoryTokenStore

/** A phone's message, in which every field may be missing. */
data class Hello(val attemptId: String?, val token: String?, val deviceId: String?)

fun link(handoffs: HandoffService, sessionId: String, pageProof: String?): String? =
    when (val minted = handoffs.mint(sessionId, pageProof)) {
        is Result.Ok -> HandoffJson.phoneLink("https://example.com/phone", minted.value())
        is Result.Refused -> null
    }

fun answer(handoffs: HandoffService, sessionId: String, hello: Hello): String =
    when (val bound = handoffs.consume(sessionId, PhoneCredentials(hello.attemptId, hello.token, hello.deviceId))) {
        is Result.Ok -> handoffs.finish(bound.value(), Outcome.succeeded()).orElseThrow().code()
        is Result.Refused -> bound.reason().code()
    }

fun service(): HandoffService =
    HandoffService.builder().store(MemoryTokenStore()).keys(HandoffKeys.random()).build()

package dev.handoff;

import dev.handoff.spi.TokenStoreException;
import java.io.Serial;

/** A record is not as this library wrote it. Quotes nothing of it but the start of its key. */
final class AlteredRecordException extends TokenStoreException {

    @Serial
    private static final long serialVersionUID = 1L;

    AlteredRecordException(String sessionKey, String problem) {
        super(
                Effect.NONE,
                false,
                "the stored record of session " + Notifier.start(sessionKey) + " is refused: " + problem);
    }
}

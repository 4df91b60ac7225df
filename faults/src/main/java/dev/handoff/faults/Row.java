package dev.handoff.faults;

import dev.handoff.SessionState;
import java.util.List;
import java.util.Locale;

/**
 * A session's row, parsed as {@code docs/protocol.md} describes the text, without the library.
 *
 * @param state the written state
 * @param version how often the record was written
 * @param connection the number of the latest connection; 0 if no phone came
 */
record Row(SessionState state, long version, long connection) {

    static Row parse(String body) {
        List<String> words = List.of(body.split(" ", -1));
        SessionState state = SessionState.valueOf(words.get(1).toUpperCase(Locale.ROOT));
        int claim = words.indexOf("claim");
        // after "claim": number, device hash, instant, connection
        long connection = claim < 0 ? 0 : Long.parseLong(words.get(claim + 4));
        return new Row(state, Long.parseLong(words.get(4)), connection);
    }
}

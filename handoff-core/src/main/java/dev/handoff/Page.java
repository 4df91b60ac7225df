package dev.handoff;

import dev.handoff.spi.HandoffRecord;

/** What a page presented. Compared with a record only when a rule asks. For one thread. */
interface Page {

    /** Whether the page presented the proof that opening the session gave. */
    boolean isProven(HandoffRecord record);

    /** Whether the digits that were picked on it are those that the bound phone shows. */
    boolean hasPickedTheMatch(HandoffRecord record);
}

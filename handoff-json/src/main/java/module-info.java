/** The JSON messages between pages, phones and hosts. */
module dev.handoff.json {
    requires transitive dev.handoff.core;
    requires com.fasterxml.jackson.databind;
    requires static org.jspecify;

    exports dev.handoff.json;
}

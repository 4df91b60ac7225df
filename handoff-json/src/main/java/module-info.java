/** What pages, phones and hosts say to each other, as JSON. */
module dev.handoff.json {
    requires transitive dev.handoff.core;
    requires com.fasterxml.jackson.databind;
    requires static org.jspecify;

    exports dev.handoff.json;
}

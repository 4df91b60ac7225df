package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.json.StrictObject;

/** JSON to write, and JSON of strangers. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The object that this text is; throws if it is none, or if one of these fields is there and no text. */
    static StrictObject read(String json, String... texts) {
        return StrictObject.read(json)
                .filter(object -> object.allTextsOrMissing(texts))
                .orElseThrow(() -> ApiException.badRequest("This is not the JSON object that is expected here."));
    }
}

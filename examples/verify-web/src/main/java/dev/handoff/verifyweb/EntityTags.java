package dev.handoff.verifyweb;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags of RFC 9110, section 8.8.3. */
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");

    private EntityTags() {}

    /** Puts the tag into the response, and tells whether the client has that version already. */
    static boolean isKnown(Context ctx, String tag) {
        ctx.header(Header.ETAG, '"' + tag + '"');
        return matches(Collections.list(ctx.req().getHeaders(Header.IF_NONE_MATCH)), tag);
    }

    /** Whether an If-None-Match (section 13.1.2) of these header lines names this tag, by weak comparison. */
    static boolean matches(List<String> ifNoneMatch, String tag) {
        for (String line : ifNoneMatch) {
            if (line.strip().equals("*")) {
                return true;
            }
            Matcher tags = TAG.matcher(line);
            while (tags.find()) {
                if (tags.group(1).equals(tag)) {
                    return true;
                }
            }
        }
        return false;
    }
}

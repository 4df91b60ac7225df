package dev.handoff.json;

/** What may be around a payload and means nothing: white space, other blanks, and characters that nobody sees. */
final class Blanks {

    private Blanks() {}

    static String strip(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return stripLeading(text.substring(0, end));
    }

    static String stripLeading(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.FORMAT;
    }
}

package dev.handoff.json;

/** Removes white space, other blanks and invisible characters from the ends of a text, where they mean nothing. */
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

package dev.handoff.store.jdbc;

import com.alibaba.druid.DbType;
import com.alibaba.druid.sql.SQLUtils;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.parser.ParserException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.apache.shardingsphere.sql.parser.autogen.MySQLStatementLexer;
import org.apache.shardingsphere.sql.parser.autogen.MySQLStatementParser;
import org.apache.shardingsphere.sql.parser.autogen.OracleStatementLexer;
import org.apache.shardingsphere.sql.parser.autogen.OracleStatementParser;
import org.apache.shardingsphere.sql.parser.autogen.SQLServerStatementLexer;
import org.apache.shardingsphere.sql.parser.autogen.SQLServerStatementParser;

/** Grammars of databases, from other projects, that decide whether a text is a valid statement. */
enum VendorGrammar {
    ORACLE,
    SQLSERVER,
    MYSQL,
    /** This grammar is lenient: it accepts LIMIT and VARCHAR2, for example, so only its refusals prove something. */
    DB2;

    /** Returns the library's name of the database. */
    String dialect() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Throws if the text is not exactly one statement. */
    void parse(String sql) throws ParserException {
        CharStream text = CharStreams.fromString(sql);
        switch (this) {
            case ORACLE ->
                parse(new OracleStatementLexer(text), OracleStatementParser::new, OracleStatementParser::execute);
            case SQLSERVER ->
                parse(
                        new SQLServerStatementLexer(text),
                        SQLServerStatementParser::new,
                        SQLServerStatementParser::execute);
            case MYSQL ->
                parse(new MySQLStatementLexer(text), MySQLStatementParser::new, MySQLStatementParser::execute);
            case DB2 -> parseAsDb2(sql);
        }
    }

    /** Returns whether the text is not exactly one statement. */
    boolean refuses(String sql) {
        try {
            parse(sql);
            return false;
        } catch (ParserException refused) {
            return true;
        }
    }

    private static <P extends Parser> void parse(Lexer lexer, Function<TokenStream, P> parsers, Consumer<P> rule) {
        lexer.removeErrorListeners();
        lexer.addErrorListener(Throwing.INSTANCE);
        P parser = parsers.apply(new CommonTokenStream(lexer));
        parser.removeErrorListeners();
        parser.addErrorListener(Throwing.INSTANCE);
        rule.accept(parser);
        // MySQL's rule accepts a text that only begins with a statement
        if (parser.getCurrentToken().getType() != Token.EOF) {
            throw new ParserException("ends before " + parser.getCurrentToken().getText());
        }
    }

    private static void parseAsDb2(String sql) {
        List<SQLStatement> parsed = SQLUtils.parseStatements(sql, DbType.db2);
        // the parser skips parts that it does not understand; then its printed statement differs
        if (parsed.size() != 1 || !squeezed(parsed.get(0).toString()).equals(squeezed(sql))) {
            throw new ParserException("understood as " + parsed);
        }
    }

    private static String squeezed(String sql) {
        return sql.replaceAll("\\s", "");
    }

    /** Throws at the first error. Without this listener, lexers and parsers print errors and continue. */
    private static final class Throwing extends BaseErrorListener {
        static final Throwing INSTANCE = new Throwing();

        @Override
        public void syntaxError(
                Recognizer<?, ?> by, Object at, int line, int column, String message, RecognitionException cause) {
            // the removed part lists every word of the language
            throw new ParserException(column + ": " + message.replaceFirst("(?s) expecting .*", ""));
        }
    }
}

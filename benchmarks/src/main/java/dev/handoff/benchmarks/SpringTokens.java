package dev.handoff.benchmarks;

import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.JdbcOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;

/** Spring Security's one-time tokens, for comparison. A token is generated, then consumed and thereby deleted. */
final class SpringTokens implements Contender {

    private final JdbcOneTimeTokenService service;
    private final Map<Integer, OneTimeToken> tokens = new ConcurrentHashMap<>();

    SpringTokens(DataSource pool) {
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        // the table of Spring Security's script
        jdbc.execute("CREATE TABLE one_time_tokens (token_value VARCHAR(36) NOT NULL PRIMARY KEY,"
                + " username VARCHAR(50) NOT NULL, expires_at TIMESTAMP NOT NULL)");
        service = new JdbcOneTimeTokenService(jdbc);
    }

    @Override
    public String name() {
        return "spring";
    }

    @Override
    public Set<Step> steps() {
        return EnumSet.of(Step.START, Step.CONSUME, Step.START_AND_CONSUME);
    }

    @Override
    public void run(Step step, int session) {
        switch (step) {
            case START -> tokens.put(session, generate());
            case CONSUME -> consume(Objects.requireNonNull(tokens.remove(session)));
            case START_AND_CONSUME -> consume(generate());
            case MINT, FINISH, HANDOFF -> throw new UnsupportedOperationException(step.name());
        }
    }

    /** Ends the cleanup thread of the service. */
    void destroy() throws Exception {
        service.destroy();
    }

    private OneTimeToken generate() {
        return service.generate(new GenerateOneTimeTokenRequest("user"));
    }

    private void consume(OneTimeToken token) {
        if (service.consume(new OneTimeTokenAuthenticationToken(token.getTokenValue())) == null) {
            throw new IllegalStateException("a token was not accepted");
        }
    }
}

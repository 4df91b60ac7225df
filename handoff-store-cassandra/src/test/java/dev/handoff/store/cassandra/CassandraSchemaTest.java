package dev.handoff.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassandraSchemaTest {

    @Test
    void script_reservedWordAsName_isQuoted() {
        assertThat(CassandraSchema.script("app.table"))
                .contains("CREATE TABLE IF NOT EXISTS \"app\".\"table\" (")
                .doesNotContain(TableName.DEFAULT);
    }

    @Test
    void script_withoutComments_isOneStatement() {
        assertThat(CassandraSchema.script("handoff_session")
                        .replaceAll("(?m)^--.*$", "")
                        .strip())
                .startsWith("CREATE TABLE IF NOT EXISTS \"handoff_session\"")
                .endsWith(";")
                .containsOnlyOnce(";");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b.c", "Upper", "a b", "a\"b", "1a", ".a", "a.", "a;b"})
    void script_nameThatIsNotPlain_isRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> CassandraSchema.script(name));
    }

    @Test
    void script_nameOf49Characters_isRefused() {
        assertThat(CassandraSchema.script("a".repeat(48))).contains("a".repeat(48));
        assertThatIllegalArgumentException().isThrownBy(() -> CassandraSchema.script("a".repeat(49)));
    }
}

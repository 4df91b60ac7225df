package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BindingTest {

    private static final String CLAIM = "0".repeat(56);

    @Test
    void equals_comparesSessionClaimAndConnection() {
        Binding binding = new Binding("s", CLAIM, 1);

        assertThat(binding).isEqualTo(new Binding("s", CLAIM, 1)).hasSameHashCodeAs(new Binding("s", CLAIM, 1));
        assertThat(List.<Object>of(
                        new Binding("t", CLAIM, 1),
                        new Binding("s", "1" + CLAIM.substring(1), 1),
                        new Binding("s", CLAIM, 2),
                        "s"))
                .doesNotContain(binding)
                .extracting(Object::hashCode)
                .doesNotContain(binding.hashCode());
    }
}

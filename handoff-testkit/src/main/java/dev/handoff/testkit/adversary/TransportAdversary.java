package dev.handoff.testkit.adversary;

import org.junit.jupiter.api.Nested;

/**
 * Attacks a transport: extend it, return an adapter over your wiring from {@code createTransport()}, and run it with
 * JUnit Jupiter. The package shows how.
 *
 * <p>What it tries: codes that were used, swapped, stripped, altered or guessed; messages too early, too late and
 * twice; connections that are lost, replaced or somebody else's; many phones at the same moment, on real threads. After
 * each attack the phone that was invited must still get through, and no other.
 *
 * <p>It proves the wiring, not the store and not the rules: those have their own contract and their own tests. A
 * refusal may be a code of the transport's own, or closing; where it is a code of the library's, it must be the one
 * that fits. A phone that lost a reply must be told {@code HANDOFF_TOKEN_CONSUMED}, for it learns by nothing else that
 * it can resume.
 *
 * <p>A wiring whose policy asks for page proof, match code or possession is a {@link SafeguardedTransport}: then its
 * pages prove themselves, its phones sign and its persons pick in every attack, and the safeguards are attacked, too. A
 * wiring with pages for browsers also overrides {@link TransportUnderTest#send}: then pages of other origins try to
 * open, mint, pick and cancel in the victim's browser.
 */
public abstract class TransportAdversary {

    /** For subclasses. */
    protected TransportAdversary() {}

    /** The wiring under test. Asked for before each test and closed after it; a server may live on behind it. */
    protected abstract TransportUnderTest createTransport();

    /** How many phones come at the same moment; 8 unless overridden. */
    protected int crowd() {
        return 8;
    }

    /** How many times each race is run; 10 unless overridden. */
    protected int rounds() {
        return 10;
    }

    /** How many wrong codes and silent connections make a flood; 100 unless overridden. */
    protected int flood() {
        return 100;
    }

    @Nested
    class Codes extends CodeAttacks {
        Codes() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class Moments extends MomentAttacks {
        Moments() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class LostConnections extends LostConnectionAttacks {
        LostConnections() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class Safeguards extends SafeguardAttacks {
        Safeguards() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class Origins extends OriginAttacks {
        Origins() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class Rivals extends RivalAttacks {
        Rivals() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class Channels extends ChannelAttacks {
        Channels() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class Notices extends NoticeAttacks {
        Notices() {
            super(TransportAdversary.this);
        }
    }

    @Nested
    class Caches extends CacheAttacks {
        Caches() {
            super(TransportAdversary.this);
        }
    }
}

package dev.handoff.testkit.adversary;

import org.junit.jupiter.api.Nested;

/**
 * Attacks a transport. Extend this class, return an adapter over your wiring from {@code createTransport()}, and run it
 * with JUnit Jupiter. The package documentation has an example.
 *
 * <p>The attacks use codes that were used, swapped, stripped, altered or guessed; messages that come too early, too
 * late or twice; connections that are lost, replaced or of another phone; and many phones at the same moment, on real
 * threads. After each attack the invited phone must still be able to finish, and no other phone.
 *
 * <p>The attacks test the wiring. They do not test the store or the rules, which have their own tests. A refusal may be
 * a code of the transport, or the end of the connection; a code of the library must be the code that fits. A phone that
 * lost the reply to its hello must receive {@code HANDOFF_TOKEN_CONSUMED}, because only this code shows it that it can
 * resume.
 *
 * <p>A wiring whose policy requires page proof, match code or possession is a {@link SafeguardedTransport}: then pages
 * present their proof, phones sign and persons pick in every attack, and the safeguards are attacked, too. A wiring
 * with pages for browsers also overrides {@link TransportUnderTest#send}: then pages of other origins try to open,
 * mint, pick and cancel in the victim's browser. Phones that receive notices override {@link PhoneConnection#hear}, and
 * a wiring with one-way channels overrides {@link TransportUnderTest#intruders}.
 */
public abstract class TransportAdversary {

    /** For subclasses. */
    protected TransportAdversary() {}

    /** Returns the wiring under test. Called before each test; the wiring is closed after the test. */
    protected abstract TransportUnderTest createTransport();

    /** Returns how many phones connect at the same moment; 8 unless overridden. */
    protected int crowd() {
        return 8;
    }

    /** Returns how many times each race is run; 10 unless overridden. */
    protected int rounds() {
        return 10;
    }

    /** Returns how many wrong codes and silent connections make a flood; 100 unless overridden. */
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

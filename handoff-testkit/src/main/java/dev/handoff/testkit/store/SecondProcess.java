package dev.handoff.testkit.store;

import dev.handoff.spi.TokenStore;
import java.util.function.Function;

/**
 * How another process opens the store under test. The contract starts one more Java process with the class path of the
 * tests, which makes an opener by its constructor without arguments, and gives it the address. Immutable.
 *
 * @param opener opens the store at an address
 * @param address where the data is: a URL, a folder, a port
 */
public record SecondProcess(Class<? extends Function<String, TokenStore>> opener, String address) {}

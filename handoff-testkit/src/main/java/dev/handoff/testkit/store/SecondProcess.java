package dev.handoff.testkit.store;

import dev.handoff.spi.TokenStore;
import java.util.function.Function;

/**
 * The way in which a second process opens the store under test. The contract starts a Java process with the class path
 * of the tests. The process creates an opener by its constructor without arguments and passes the address to it.
 * Immutable.
 *
 * @param opener the function that opens the store at an address: a static class with a constructor without arguments
 * @param address the address of the data: a URL, a folder or a port
 */
public record SecondProcess(Class<? extends Function<String, TokenStore>> opener, String address) {}

/**
 * A handoff without HTTP: lines of JSON over TLS. {@link dev.handoff.owntransport.HandoffLines} is what pages and
 * phones say, {@link dev.handoff.owntransport.LineServer} and {@link dev.handoff.owntransport.Line} carry it.
 */
@NullMarked
package dev.handoff.owntransport;

import org.jspecify.annotations.NullMarked;

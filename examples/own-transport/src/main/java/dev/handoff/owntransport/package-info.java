/**
 * A handoff without HTTP: lines of JSON over TLS. {@link dev.handoff.owntransport.HandoffLines} handles the messages of
 * pages and phones; {@link dev.handoff.owntransport.LineServer} and {@link dev.handoff.owntransport.Line} transport
 * them.
 */
@NullMarked
package dev.handoff.owntransport;

import org.jspecify.annotations.NullMarked;

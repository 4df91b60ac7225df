package dev.handoff.benchmarks;

import dev.handoff.spi.StoredRecord;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** Records as lines for PostgreSQL's COPY and MySQL's LOAD DATA. Each line is made when it is read. */
final class RecordStream extends InputStream {

    private final Iterator<StoredRecord> records;
    private byte[] line = {};
    private int position;

    RecordStream(Iterator<StoredRecord> records) {
        this.records = records;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int done = 0;
        while (done < length && (position < line.length || nextLine())) {
            int bytes = Math.min(length - done, line.length - position);
            System.arraycopy(line, position, target, offset + done, bytes);
            position += bytes;
            done += bytes;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private boolean nextLine() {
        if (!records.hasNext()) {
            return false;
        }
        StoredRecord record = records.next();
        String text = String.join(
                "\t",
                record.key(),
                record.stamp(),
                Long.toString(record.endsAt().toEpochMilli()),
                record.body());
        line = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        position = 0;
        return true;
    }
}

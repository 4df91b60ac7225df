package dev.handoff.verifyweb.browser;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads QR codes as a phone's camera does. */
final class Camera {

    private Camera() {}

    /** Returns the text of the code seen from this distance and at this angle, or null if no code can be read. */
    static @Nullable String read(BufferedImage screen, double distance, double angle) {
        return decoded(seen(screen, distance, angle));
    }

    private static BufferedImage seen(BufferedImage picture, double distance, double angle) {
        int width = (int) (picture.getWidth() / distance);
        int height = (int) (picture.getHeight() / distance);
        BufferedImage seen = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = seen.createGraphics();
        canvas.rotate(angle, width / 2.0, height / 2.0);
        canvas.drawImage(picture.getScaledInstance(width, height, Image.SCALE_SMOOTH), 0, 0, null);
        return seen;
    }

    private static @Nullable String decoded(BufferedImage picture) {
        BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new BufferedImageLuminanceSource(picture)));
        try {
            return new QRCodeReader()
                    .decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true))
                    .getText();
        } catch (ReaderException unreadable) {
            return null;
        }
    }
}

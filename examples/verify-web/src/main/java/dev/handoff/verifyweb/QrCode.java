package dev.handoff.verifyweb;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** Draws a QR code as SVG: one path of black modules on white, which every content security policy allows. */
final class QrCode {
    private static final int QUIET_ZONE = 4;

    private QrCode() {}

    static String svg(String text) {
        // the lowest error correction gives the largest modules, and a code on a screen is never damaged
        var hints = Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L, EncodeHintType.MARGIN, QUIET_ZONE);
        BitMatrix modules;
        try {
            modules = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("HANDOFF_PUBLIC_URL is too long for a QR code", tooLong);
        }
        int size = modules.getWidth();
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                if (modules.get(x, y)) {
                    path.append("M" + x + " " + y + "h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 SIZE SIZE\" shape-rendering=\"crispEdges\">"
                        .replace("SIZE", Integer.toString(size))
                + "<path d=\"M0 0h" + size + "v" + size + "H0z\" fill=\"#fff\"/><path d=\"" + path + "\"/></svg>";
    }
}

package dev.handoff.verifyweb;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** Draws a QR code as SVG: one path of black modules on white, which no content security policy minds. */
final class QrCode {

    private static final int QUIET_ZONE = 4;

    private QrCode() {}

    /**
     * The picture of this text, as dense as its length demands.
     *
     * @throws ApiException if it is too long
     */
    static String svg(String text) {
        // a screen gets no scratches: the lowest correction gives the largest modules
        Map<EncodeHintType, Object> hints =
                Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L, EncodeHintType.MARGIN, QUIET_ZONE);
        try {
            return svg(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints));
        } catch (WriterException tooLong) {
            throw ApiException.badRequest("This is too long for a QR code.");
        }
    }

    private static String svg(BitMatrix modules) {
        int size = modules.getWidth();
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < size; y++) {
            int x = 0;
            while (x < size) {
                int start = x;
                boolean isBlack = modules.get(x, y);
                while (x < size && modules.get(x, y) == isBlack) {
                    x++;
                }
                if (isBlack) {
                    int width = x - start;
                    path.append('M').append(start).append(' ').append(y);
                    path.append('h').append(width).append("v1h-").append(width).append('z');
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size
                + "\" shape-rendering=\"crispEdges\"><rect width=\"" + size + "\" height=\"" + size
                + "\" fill=\"#fff\"/><path d=\"" + path + "\" fill=\"#000\"/></svg>";
    }
}

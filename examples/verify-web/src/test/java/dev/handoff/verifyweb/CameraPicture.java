package dev.handoff.verifyweb;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.common.PerspectiveTransform;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Simulates a camera's picture of a code on a screen: few pixels, tilted, and blurred. */
final class CameraPicture {

    private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\d+z");
    private static final Pattern SIZE = Pattern.compile("viewBox=\"0 0 (\\d+) ");
    /** The light of a pixel is measured at this many points in each direction. */
    private static final int POINTS = 3;
    /** The Gaussian with standard deviation 1, by distance. */
    private static final float[] GAUSSIAN = {0.39905f, 0.24204f, 0.05401f, 0.00443f};

    private final int width;
    private final float[] light;

    private CameraPicture(int width) {
        this.width = width;
        this.light = new float[width * width];
    }

    /** Returns the modules in the demo's SVG, including the white margin. */
    static BitMatrix modules(String svg) {
        int size = SIZE.matcher(svg)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElseThrow();
        BitMatrix modules = new BitMatrix(size);
        RUN.matcher(svg)
                .results()
                .forEach(run -> modules.setRegion(
                        Integer.parseInt(run.group(1)),
                        Integer.parseInt(run.group(2)),
                        Integer.parseInt(run.group(3)),
                        1));
        return modules;
    }

    /**
     * Draws the code and its margin at this width in pixels, rotated, and tilted back by five degrees; then blurs the
     * picture by a Gaussian with a standard deviation of one pixel.
     */
    static CameraPicture of(BitMatrix modules, int width, double turnedByDegrees) {
        CameraPicture picture = new CameraPicture(width + width / 8);
        float centre = picture.width / 2f;
        double turned = StrictMath.toRadians(turnedByDegrees);
        double leaning = StrictMath.toRadians(5);
        float[] xs = new float[4];
        float[] ys = new float[4];
        for (int corner = 0; corner < 4; corner++) {
            double x = (corner % 3 == 0 ? -width : width) / 2.0;
            double y = (corner < 2 ? -width : width) / 2.0;
            double nearer = 1 + StrictMath.sin(leaning) * y / (2 * width); // the camera's distance is twice the width
            x *= nearer;
            y *= nearer * StrictMath.cos(leaning);
            xs[corner] = centre + (float) (x * StrictMath.cos(turned) - y * StrictMath.sin(turned));
            ys[corner] = centre + (float) (x * StrictMath.sin(turned) + y * StrictMath.cos(turned));
        }
        int side = modules.getWidth();
        PerspectiveTransform toModules = PerspectiveTransform.quadrilateralToQuadrilateral(
                xs[0], ys[0], xs[1], ys[1], xs[2], ys[2], xs[3], ys[3], 0, 0, side, 0, side, side, 0, side);
        for (int y = 0; y < picture.width; y++) {
            for (int x = 0; x < picture.width; x++) {
                picture.light[y * picture.width + x] = light(modules, toModules, x, y);
            }
        }
        return picture.blurred(1, picture.width).blurred(picture.width, 1);
    }

    private static float light(BitMatrix modules, PerspectiveTransform toModules, int x, int y) {
        float[] points = new float[2 * POINTS * POINTS];
        for (int i = 0; i < POINTS * POINTS; i++) {
            int row = i / POINTS;
            points[2 * i] = x + (i % POINTS + 0.5f) / POINTS;
            points[2 * i + 1] = y + (row + 0.5f) / POINTS;
        }
        toModules.transformPoints(points);
        int white = 0;
        for (int i = 0; i < points.length; i += 2) {
            int column = (int) Math.floor(points[i]);
            int row = (int) Math.floor(points[i + 1]);
            boolean inside = column >= 0 && row >= 0 && column < modules.getWidth() && row < modules.getHeight();
            white += inside && modules.get(column, row) ? 0 : 1;
        }
        return 255f * white / (POINTS * POINTS);
    }

    /** Returns the picture blurred along its rows or along its columns. */
    private CameraPicture blurred(int step, int stepOfLines) {
        CameraPicture out = new CameraPicture(width);
        for (int line = 0; line < width; line++) {
            for (int at = 0; at < width; at++) {
                float sum = 0;
                for (int by = -3; by <= 3; by++) {
                    int from = Math.min(Math.max(at + by, 0), width - 1);
                    sum += GAUSSIAN[Math.abs(by)] * light[line * stepOfLines + from * step];
                }
                out.light[line * stepOfLines + at * step] = sum;
            }
        }
        return out;
    }

    /** Returns the code's text, or empty if the reader finds no code or can't repair it. */
    Optional<String> read() {
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(light[i]);
        }
        PlanarYUVLuminanceSource source = new PlanarYUVLuminanceSource(pixels, width, width, 0, 0, width, width, false);
        try {
            return Optional.of(new QRCodeReader()
                    .decode(
                            new BinaryBitmap(new HybridBinarizer(source)),
                            Map.of(DecodeHintType.TRY_HARDER, Boolean.TRUE))
                    .getText());
        } catch (ReaderException unreadable) {
            return Optional.empty();
        }
    }
}

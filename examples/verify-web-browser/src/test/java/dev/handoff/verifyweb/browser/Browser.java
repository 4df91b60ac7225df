package dev.handoff.verifyweb.browser;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.bidi.browsingcontext.BrowsingContext;
import org.openqa.selenium.bidi.browsingcontext.CreateContextParameters;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A window with its own cookies and storage, like a separate browser: a desktop or a phone. For one thread. */
final class Browser implements AutoCloseable {

    private static final Dimension DESKTOP = new Dimension(1280, 900);
    private static final Dimension PHONE = new Dimension(360, 740);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver shared;
    private final String context;
    private final String window;
    private final Consumer<Browser> closing;

    private Browser(ChromeDriver shared, String context, String window, Consumer<Browser> closing) {
        this.closing = closing;
        this.shared = shared;
        this.context = context;
        this.window = window;
    }

    /** Opens a window with one screen pixel per CSS pixel; a phone's window has four. */
    static Browser desktop() throws IOException {
        return open(DESKTOP, 1);
    }

    static Browser phone() throws IOException {
        return open(PHONE, 2);
    }

    private static Browser open(Dimension size, int scale) throws IOException {
        ChromeDriver driver = Chromium.running();
        // a user context of WebDriver BiDi shares no cookies and no storage with other user contexts
        String context = new org.openqa.selenium.bidi.module.Browser(driver).createUserContext();
        String window = new BrowsingContext(driver, new CreateContextParameters(WindowType.WINDOW).userContext(context))
                .getId();
        Browser browser = new Browser(driver, context, window, Browser::forget);
        // the emulated screen may be narrower than the smallest window of Chromium
        browser.resize(size.width, size.height, scale);
        browser.driver().executeCdpCommand("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        return browser;
    }

    /** Returns the driver after it switched to this window. */
    private ChromeDriver driver() {
        shared.switchTo().window(window);
        return shared;
    }

    /** Runs this script before the scripts of every page that is visited later. */
    void prepare(String script) {
        driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Sets the screen's size in CSS pixels. */
    void resize(int width, int height, int scale) {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
    }

    /** Emulates a media feature, such as {@code prefers-color-scheme} or {@code forced-colors}. */
    void emulate(String feature, String value) {
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** Opens another tab of this browser in front of this tab, whose page is hidden then. */
    Browser tab() {
        String tab =
                new BrowsingContext(shared, new CreateContextParameters(WindowType.TAB).userContext(context)).getId();
        return new Browser(shared, context, tab, opened -> opened.driver().close());
    }

    void visit(String url) {
        driver().get(url);
    }

    void reload() {
        driver().navigate().refresh();
    }

    String address() {
        return driver().getCurrentUrl();
    }

    void click(String testId) {
        await(ExpectedConditions.elementToBeClickable(by(testId)), PATIENCE).click();
    }

    /** Waits until this element's attribute has this value, and returns the element's text. */
    String awaitAttribute(String testId, String attribute, String value) {
        return awaitAttribute(testId, attribute, value, PATIENCE);
    }

    String awaitAttribute(String testId, String attribute, String value, Duration atMost) {
        await(ExpectedConditions.domAttributeToBe(element(testId), attribute, value), atMost);
        return element(testId).getText();
    }

    String awaitVisible(String testId) {
        WebElement shown = await(ExpectedConditions.visibilityOfElementLocated(by(testId)), PATIENCE);
        return shown.getText();
    }

    /** Waits until this element's text contains these words. */
    void awaitText(String id, String words) {
        await(ExpectedConditions.textToBePresentInElementLocated(By.id(id), words), PATIENCE);
    }

    Dimension size(String testId) {
        return element(testId).getSize();
    }

    /** Presses the Tab key until this element has the focus, then presses Enter. */
    void pressTabUntil(String testId) {
        element(testId);
        for (int i = 0; i < 20; i++) {
            new Actions(driver()).sendKeys(Keys.TAB).perform();
            if (testId.equals(driver().switchTo().activeElement().getDomAttribute("data-testid"))) {
                new Actions(driver()).sendKeys(Keys.ENTER).perform();
                return;
            }
        }
        throw new AssertionError("the Tab key does not reach " + testId);
    }

    boolean isShown(String testId) {
        return driver().findElements(by(testId)).stream().anyMatch(WebElement::isDisplayed);
    }

    /** Returns whether the page is not wider than the screen. */
    boolean fitsTheScreen() {
        return (Boolean) driver().executeScript(
                        "return document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    String script(String expression) {
        return String.valueOf(driver().executeScript("return " + expression));
    }

    /** Returns the value that this script passes to {@code done}. */
    String asyncScript(String script) {
        return String.valueOf(driver().executeAsyncScript("const done = arguments[0]; " + script));
    }

    /** Waits until this expression is true on the page. */
    void awaitScript(String expression) {
        await(
                driven -> driver().executeScript("return Boolean(" + expression + ")")
                                .equals(true)
                        ? expression
                        : null,
                PATIENCE);
    }

    /** Returns the faults that the accessibility checker axe finds on the page, or an empty text. */
    String accessibilityFaults() throws IOException {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            driver().executeScript(new String(
                    Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8));
        }
        return asyncScript("axe.run().then(found => done(found.violations"
                + ".map(fault => fault.id + ': ' + fault.nodes.map(node => node.html).join(' ')).join('\\n')))");
    }

    /** Returns every address that the page requested, one per line. */
    String requests() {
        return script("performance.getEntriesByType('resource').map(entry => entry.name).join('\\n')");
    }

    /** Starts a session in this window, and connects this phone by the page's link. Returns the link. */
    String handOver(String start, Browser phone) {
        visit(start);
        click("start");
        awaitAttribute("state", "data-state", "created");
        awaitVisible("same-device-link");
        String link = script("document.querySelector('[data-testid=same-device-link]').href");
        phone.visit(link);
        phone.click("connect");
        phone.awaitAttribute("phone-state", "data-state", "connected");
        return link;
    }

    /** Waits until a camera reads a code on this screen, and returns the code's text. */
    String scan() {
        return await(driven -> read(1, 2), PATIENCE);
    }

    /** Waits until a camera reads the code in a picture of this screen that is three times smaller. */
    String scanShrunkToAThird() {
        return await(driven -> read(3, 3.5), PATIENCE);
    }

    /** Reads at a random distance and angle: ZXing can't read one in fifty pictures that are straight. */
    private @Nullable String read(double nearest, double farthest) {
        ThreadLocalRandom hand = ThreadLocalRandom.current();
        return Camera.read(screen(), hand.nextDouble(nearest, farthest), hand.nextDouble(-0.1, 0.1));
    }

    private BufferedImage screen() {
        try {
            return ImageIO.read(new ByteArrayInputStream(driver().getScreenshotAs(OutputType.BYTES)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a picture of the page to {@code target/screenshots}. */
    void photograph(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver().getScreenshotAs(OutputType.BYTES));
    }

    private WebElement element(String testId) {
        return await(ExpectedConditions.presenceOfElementLocated(by(testId)), PATIENCE);
    }

    private <T> T await(ExpectedCondition<T> condition, Duration atMost) {
        return new WebDriverWait(driver(), atMost, Duration.ofMillis(50)).until(condition);
    }

    private static By by(String testId) {
        return By.cssSelector("[data-testid='" + testId + "']");
    }

    /** Deletes the user context with its windows, cookies and storage. */
    private void forget() {
        new org.openqa.selenium.bidi.module.Browser(shared).removeUserContext(context);
    }

    @Override
    public void close() {
        closing.accept(this);
    }
}

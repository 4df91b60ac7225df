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

/** A window with cookies and a memory of its own, as another browser has: a desktop, or a phone. For one thread. */
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

    /** On an ordinary screen, which has one pixel where a phone has four. */
    static Browser desktop() throws IOException {
        return open(DESKTOP, 1);
    }

    static Browser phone() throws IOException {
        return open(PHONE, 2);
    }

    private static Browser open(Dimension size, int scale) throws IOException {
        ChromeDriver driver = Chromium.running();
        // what WebDriver BiDi calls a user context shares no cookie and no storage with another one
        String context = new org.openqa.selenium.bidi.module.Browser(driver).createUserContext();
        String window = new BrowsingContext(driver, new CreateContextParameters(WindowType.WINDOW).userContext(context))
                .getId();
        Browser browser = new Browser(driver, context, window, Browser::forget);
        // the window of a headless Chromium has no narrower limit than its emulated screen
        browser.resize(size.width, size.height, scale);
        browser.driver().executeCdpCommand("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        return browser;
    }

    /** With this window in front. */
    private ChromeDriver driver() {
        shared.switchTo().window(window);
        return shared;
    }

    /** Runs this script before those of every page that is visited from now on. */
    void prepare(String script) {
        driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** A screen of this many CSS pixels, as after zooming, turning, or resizing the window. */
    void resize(int width, int height, int scale) {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
    }

    /** Dark, or in the few colours that a person chose: {@code prefers-color-scheme} or {@code forced-colors}. */
    void emulate(String feature, String value) {
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** Another tab of this browser, in front of this one, whose pages are hidden from then on. */
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

    /** Waits until this element's attribute has this value, and answers the element's text. */
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

    /** Waits until this element of the page says something with these words in it. */
    void awaitText(String id, String words) {
        await(ExpectedConditions.textToBePresentInElementLocated(By.id(id), words), PATIENCE);
    }

    /** How large it is on the screen. */
    Dimension size(String testId) {
        return element(testId).getSize();
    }

    /** Goes there by the Tab key, as people without a mouse do, and presses Enter. */
    void pressTabUntil(String testId) {
        element(testId);
        for (int i = 0; i < 20; i++) {
            new Actions(driver()).sendKeys(Keys.TAB).perform();
            if (testId.equals(driver().switchTo().activeElement().getDomAttribute("data-testid"))) {
                new Actions(driver()).sendKeys(Keys.ENTER).perform();
                return;
            }
        }
        throw new AssertionError("no way by Tab to " + testId);
    }

    boolean isShown(String testId) {
        return driver().findElements(by(testId)).stream().anyMatch(WebElement::isDisplayed);
    }

    /** Whether the whole page is as wide as the screen, so that nobody has to scroll sideways. */
    boolean fitsTheScreen() {
        return (Boolean) driver().executeScript(
                        "return document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    String script(String expression) {
        return String.valueOf(driver().executeScript("return " + expression));
    }

    /** What this script hands to {@code done}. */
    String asyncScript(String script) {
        return String.valueOf(driver().executeAsyncScript("const done = arguments[0]; " + script));
    }

    /** Waits until this expression holds on the page. */
    void awaitScript(String expression) {
        await(
                driven -> driver().executeScript("return Boolean(" + expression + ")")
                                .equals(true)
                        ? expression
                        : null,
                PATIENCE);
    }

    /** What an accessibility checker finds wrong with the page as it is shown: names, roles, contrast, live regions. */
    String accessibilityFaults() throws IOException {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            driver().executeScript(new String(
                    Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8));
        }
        return asyncScript("axe.run().then(found => done(found.violations"
                + ".map(fault => fault.id + ': ' + fault.nodes.map(node => node.html).join(' ')).join('\\n')))");
    }

    /** Every address that the page has asked for. */
    String requests() {
        return script("performance.getEntriesByType('resource').map(entry => entry.name).join('\\n')");
    }

    /** Opens the demo's start page here, and connects this phone by the page's link; answers the link. */
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

    /** What a camera reads from this screen, held on it until there is something to read. */
    String scan() {
        return await(driven -> read(1, 2), PATIENCE);
    }

    /** What a camera reads from a picture of this screen that was made small. */
    String scanShrunkToAThird() {
        return await(driven -> read(3, 3.5), PATIENCE);
    }

    /** Each time at another distance and angle, as in a hand: ZXing misses one of fifty pictures that are straight. */
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

    /** Keeps a picture of the page under {@code target/screenshots}, for people to look at. */
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

    /** With its windows, cookies and memory. */
    private void forget() {
        new org.openqa.selenium.bidi.module.Browser(shared).removeUserContext(context);
    }

    @Override
    public void close() {
        closing.accept(this);
    }
}

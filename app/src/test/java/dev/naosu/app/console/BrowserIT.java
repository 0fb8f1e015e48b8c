package dev.naosu.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naosu.access.GroupRoles;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.SingleSignOn;
import dev.naosu.app.web.TestHouse;
import dev.naosu.app.web.TestProvider;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.oidc.OidcProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The console in a real browser. Screenshots are left in `target/screenshots` to be looked at.
class BrowserIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SHOTS = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TestHouse house;
  private Optional<ChromeDriver> opened = Optional.empty();

  @BeforeEach
  void open() throws IOException {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "no browser on this machine: install the packages chromium and chromium-driver");
    house = new TestHouse(ApprovalRules.one(), RuntimeScene::doors).start();
    Visitor root = new Visitor("root", Role.ADMIN, "none");
    for (Role role : Role.values()) {
      house.doorkeeper.add(root, "a-" + role.word(), role, TestHouse.PASSWORD);
    }
  }

  @AfterEach
  void close() {
    opened.ifPresent(ChromeDriver::quit);
    if (house != null) {
      house.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"390,844,light", "390,844,dark", "1280,900,light", "1280,900,dark"})
  void pages_fit_the_screen_and_load_without_a_complaint(int width, int height, String scheme)
      throws IOException {
    ChromeDriver browser = browser(width, height, scheme);
    goTo(browser, "/login");
    shoot(browser, "login", width, scheme);
    signIn(browser, Role.ADMIN);
    shoot(browser, "empty", width, scheme);
    fill();
    Map<String, String> pages =
        Map.ofEntries(
            Map.entry("list", "/incidents"),
            Map.entry("asking", "/incidents/7"),
            Map.entry("healed", "/incidents/6"),
            Map.entry("escalated", "/incidents/4"),
            Map.entry("approve", "/incidents/7/approve"),
            Map.entry("deny", "/incidents/7/deny"),
            Map.entry("journal", "/journal/verify"),
            Map.entry("access", "/access"),
            Map.entry("runtime", "/runtime"),
            Map.entry("evidence", "/incidents/4/evidence"),
            Map.entry("fleets", "/fleets"),
            Map.entry("problem", "/incidents/99"));
    for (Map.Entry<String, String> page : pages.entrySet()) {
      goTo(browser, page.getValue());
      shoot(browser, page.getKey(), width, scheme);
      assertThat(number(browser, "return document.documentElement.scrollWidth"))
          .as("%s is no wider than the screen", page.getKey())
          .isLessThanOrEqualTo(width);
    }
    goTo(browser, "/incidents");
    browser.findElement(By.cssSelector("button.stop")).click();
    shoot(browser, "stopped", width, scheme);
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll().stream())
        .filteredOn(entry -> !entry.getMessage().contains("/incidents/99"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"390,844,light", "1280,900,dark"})
  void rollouts_do_not_scroll_sideways(int width, int height, String scheme) throws IOException {
    ChromeDriver browser = browser(width, height, scheme);
    signIn(browser, Role.APPROVER);
    house.rollingOut(7, State.HELD);
    house.waiting(8);
    for (String page :
        List.of(
            "/incidents/7",
            "/incidents/7/continue",
            "/incidents/7/promote",
            "/incidents/7/rollback",
            "/incidents/8",
            "/incidents/8/rollback",
            "/incidents?show=waiting")) {
      goTo(browser, page);
      shoot(browser, "rollout" + page.replaceAll("\\W", "-"), width, scheme);
      assertThat(number(browser, "return document.documentElement.scrollWidth"))
          .as("%s is no wider than the screen", page)
          .isLessThanOrEqualTo(width);
      assertThat(
              number(
                  browser,
                  "return [...document.querySelectorAll('#main *')]"
                      + ".filter(each => each.getBoundingClientRect().right > innerWidth + 1)"
                      + ".filter(each => !each.closest('pre, .hidden')).length"))
          .as("nothing of %s is cut off", page)
          .isZero();
    }
  }

  @Test
  void the_page_follows_what_happens() throws IOException {
    ChromeDriver browser = browser(1280, 900, "light");
    signIn(browser, Role.APPROVER);
    house.incident(7, State.HEALING, Optional.empty(), "PriceTable.lookup");
    goTo(browser, "/incidents/7");
    assertThat(text(browser)).contains("looks for a repair now");
    // the page listens from now on
    browser.findElement(By.id("timeline"));
    new WebDriverWait(browser, PATIENCE).until(_ -> noteIsShown(browser));
    house.asking(7);
    new WebDriverWait(browser, PATIENCE)
        .until(_ -> !browser.findElements(By.id("approve")).isEmpty());
    assertThat(text(browser)).contains("waits for your word");
  }

  @Test
  void a_repair_is_approved_with_the_keyboard_alone() throws IOException {
    ChromeDriver browser = browser(1280, 900, "light");
    signIn(browser, Role.APPROVER);
    house.asking(7);
    goTo(browser, "/incidents");
    press(browser, "incident-7");
    press(browser, "approve");
    tabTo(browser, "reason");
    browser.switchTo().activeElement().sendKeys("looks right", Keys.ENTER);
    new WebDriverWait(browser, PATIENCE)
        .until(_ -> String.valueOf(browser.getCurrentUrl()).endsWith("/incidents/7"));
    assertThat(house.sent)
        .containsExactly("decision 7 APPROVE " + Desk.seen(TestHouse.remedy()) + " a-approver");
  }

  /// The provider is another site for the browser, so that strict cookies are put to the test.
  @ParameterizedTest
  @CsvSource({"390,844,dark", "1280,900,light"})
  void who_is_known_elsewhere_signs_in_with_one_key(int width, int height, String scheme)
      throws IOException {
    int port = freePort();
    String address = "http://localhost:" + port;
    GroupRoles roles = new GroupRoles(Map.of("everybody", Role.VIEWER), Optional.empty());
    try (TestProvider provider = new TestProvider();
        TestHouse known =
            new TestHouse(
                    clock ->
                        Optional.of(
                            new SingleSignOn(
                                new OidcProvider(provider.registration(address), clock),
                                roles,
                                "Sign in with Example",
                                address)))
                .start(port)) {
      ChromeDriver browser = browser(width, height, scheme);
      browser.get(address + "/journal");
      shoot(browser, "login-elsewhere", width, scheme);
      WebElement button = browser.switchTo().activeElement();
      assertThat(button.getText()).isEqualTo("Sign in with Example");
      button.sendKeys(Keys.ENTER);
      new WebDriverWait(browser, PATIENCE)
          .until(_ -> String.valueOf(browser.getCurrentUrl()).equals(address + "/journal"));
      assertThat(browser.findElement(By.className("who")).getText()).contains("ada, viewer");
      assertThat(known.doorkeeper.vouched()).hasSize(1);
      assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();

      provider.claims.put("groups", List.of("gardeners"));
      browser.get(address + "/login/sso");
      assertThat(text(browser)).contains("You have no role here", "gardeners");
      shoot(browser, "no-role", width, scheme);
      assertThat(number(browser, "return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(width);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void what_has_the_focus_can_be_seen() throws IOException {
    ChromeDriver browser = browser(1280, 900, "light");
    signIn(browser, Role.APPROVER);
    browser.switchTo().activeElement().sendKeys(Keys.TAB);
    assertThat(
            browser.executeScript(
                "return getComputedStyle(document.activeElement).outlineStyle"
                    + " + document.activeElement.textContent"))
        .isEqualTo("solidTo the content");
  }

  private boolean noteIsShown(ChromeDriver browser) {
    house.incidents.note(7, new Note(TestHouse.NOON, Note.NAOSU, "842 candidates, 1 left"));
    return text(browser).contains("842 candidates");
  }

  /// Goes to an element by the tabulator and presses enter.
  private static void press(ChromeDriver browser, String id) {
    tabTo(browser, id);
    browser.switchTo().activeElement().sendKeys(Keys.ENTER);
  }

  private static void tabTo(ChromeDriver browser, String id) {
    for (int i = 0; i < 60; i++) {
      // the page may have put another element of this id there since
      if (id.equals(browser.switchTo().activeElement().getDomAttribute("id"))) {
        return;
      }
      browser.switchTo().activeElement().sendKeys(Keys.TAB);
    }
    throw new AssertionError("the tabulator does not lead to " + id);
  }

  private void fill() {
    house.incident(3, State.CLOSED, Optional.empty(), "Mailer.send");
    house.incident(4, State.ESCALATED, Optional.empty(), "Stock.reserve(Stock.java:120)");
    house.incident(5, State.HEALING, Optional.empty(), "Cart.average");
    house.incident(6, State.HEALED, Optional.of(TestHouse.remedy()), "Invoice.total");
    house.asking(7);
    for (int i = 0; i < 6; i++) {
      house.incidents.note(
          7,
          new Note(
              TestHouse.NOON.minusSeconds(597 - 7L * i),
              i == 5 ? "a-approver" : Note.NAOSU,
              List.of(
                      "checked out b41c77a",
                      "reproduced from 3 recorded requests",
                      "localised: PriceTable.java:58 (0.97)",
                      "842 candidates decided, 1 left",
                      "60 recorded good requests answer the same",
                      "sent back for another repair: 0 is a price")
                  .get(i)));
    }
  }

  private ChromeDriver browser(int width, int height, String scheme) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.WARNING);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--window-size=" + Math.max(width, 520) + "," + height);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriver browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    opened = Optional.of(browser);
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    return browser;
  }

  private void goTo(ChromeDriver browser, String path) {
    browser.get(house.at(path).toString());
  }

  private void signIn(ChromeDriver browser, Role role) {
    goTo(browser, "/login");
    browser.findElement(By.id("name")).sendKeys("a-" + role.word());
    browser.findElement(By.id("password")).sendKeys(TestHouse.PASSWORD, Keys.ENTER);
    new WebDriverWait(browser, PATIENCE)
        .until(_ -> String.valueOf(browser.getCurrentUrl()).endsWith("/incidents"));
  }

  private static String text(ChromeDriver browser) {
    return browser.findElement(By.id("main")).getText();
  }

  private static long number(ChromeDriver browser, String script) {
    return browser.executeScript(script) instanceof Number number ? number.longValue() : -1;
  }

  private static void shoot(ChromeDriver browser, String name, int width, String scheme)
      throws IOException {
    Files.createDirectories(SHOTS);
    long height = number(browser, "return document.documentElement.scrollHeight");
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            Math.min(Math.max(height, 700), 4000),
            "deviceScaleFactor",
            1,
            "mobile",
            width < 500));
    Files.write(
        SHOTS.resolve(name + "-" + width + "-" + scheme + ".png"),
        browser.getScreenshotAs(OutputType.BYTES));
  }
}

package io.polku.testkit.simulator;

import io.polku.contract.event.Element;
import io.polku.contract.event.ScalarText;
import io.polku.testkit.simulator.Shop.Category;
import io.polku.testkit.simulator.Shop.Product;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one shopper does in one visit: from page to page by chance, until they leave. A method a
 * page; each answers where they go next. Used once.
 */
final class VisitScript {
  private static final int ACTIONS_MAX = 150;
  private static final int LIST_ITEMS_MAX = 5;

  /** What people search for; the shop has nothing for some of it. */
  private static final Shares<String> TERMS =
      new Shares<>(
          List.of(
              Map.entry("boot", 20),
              Map.entry("rain", 18),
              Map.entry("backpack", 16),
              Map.entry("shoe", 14),
              Map.entry("umbrella", 6),
              Map.entry("gift card", 9),
              Map.entry("wellies", 8),
              Map.entry("rucksack", 7),
              Map.entry("returns", 4)));

  /** Where a shopper can be. */
  private sealed interface Place {
    record Home() implements Place {}

    record Stories() implements Place {}

    record Shelf(Category category) implements Place {}

    record Detail(Category category, Product product) implements Place {}

    record Results(String term) implements Place {}

    record Cart() implements Place {}

    record Address() implements Place {}

    record Payment() implements Place {}

    record Thanks() implements Place {}

    record Gone() implements Place {}
  }

  private static final Place GONE = new Place.Gone();

  private final Shop shop;
  private final Set<Fault> faults;
  private final Shopper shopper;
  private final Entrance entrance;
  private final double interest;
  private final SplittableRandom random;
  private final List<Product> cart;
  private final List<Action> actions = new ArrayList<>();
  private final String orderId;
  private boolean loggedIn;
  private long offsetMillis;
  private String url = "";

  /**
   * @param faults what is wrong with the shop
   * @param cart what a visit before left in it
   * @param cameBack whether there was a visit before
   * @param visitId names the order, if there is one
   */
  VisitScript(
      Shop shop,
      Set<Fault> faults,
      Shopper shopper,
      Entrance entrance,
      boolean loggedIn,
      boolean cameBack,
      List<Product> cart,
      String visitId,
      SplittableRandom random) {
    this.shop = shop;
    this.faults = faults;
    this.shopper = shopper;
    this.entrance = entrance;
    this.loggedIn = loggedIn;
    this.cart = new ArrayList<>(cart);
    this.orderId = "order-" + visitId;
    this.interest = Habits.interest(shopper, entrance, cameBack);
    this.random = random;
  }

  /** Plays the visit; answers what was done. */
  List<Action> play() {
    var place = landing();
    while (!(place instanceof Place.Gone) && actions.size() < ACTIONS_MAX) {
      place =
          switch (place) {
            case Place.Home _ -> home();
            case Place.Stories _ -> stories();
            case Place.Shelf(var category) -> shelf(category);
            case Place.Detail(var category, var product) -> detail(category, product);
            case Place.Results(var term) -> results(term);
            case Place.Cart _ -> cart();
            case Place.Address _ -> address();
            case Place.Payment _ -> payment();
            case Place.Thanks _ -> thanks();
            case Place.Gone gone -> gone;
          };
    }
    return actions;
  }

  /** What is in the cart when the visit is over. */
  List<Product> cartAtEnd() {
    return List.copyOf(cart);
  }

  /** Whether they are logged in when the visit is over. */
  boolean loggedInAtEnd() {
    return loggedIn;
  }

  private Place landing() {
    if (!cart.isEmpty() && chance(0.5)) {
      return new Place.Cart();
    }
    var category = anyCategory();
    return switch (entrance) {
      case DIRECT -> new Place.Home();
      case SOCIAL -> chance(0.6) ? new Place.Home() : new Place.Stories();
      case NEWSLETTER -> chance(0.5) ? new Place.Home() : new Place.Shelf(category);
      case ADVERTISEMENT -> new Place.Shelf(category);
      case SEARCH -> {
        if (chance(0.35)) {
          yield new Place.Home();
        }
        yield chance(0.5) ? new Place.Shelf(category) : productOf(category);
      }
    };
  }

  private Place home() {
    open(Shop.HOME, "Shop");
    var banner = link(Shop.STORIES, "Autumn is here", "#banner", Shop.LINK_BANNER);
    var newArrivals =
        link(shop.categories().getFirst().path(), "New arrivals", "#new", Shop.LINK_NEW);
    custom("link_view", banner);
    if (chance(0.8)) {
      custom("link_view", newArrivals);
    }
    think(9);
    if (chance(Habits.HOME_LEFT)) {
      return GONE;
    }
    if (chance(Habits.bannerClicked(shopper))) {
      click(banner);
      return new Place.Stories();
    }
    if (chance(Habits.NEW_ARRIVALS_CLICKED)) {
      click(newArrivals);
      return new Place.Shelf(shop.categories().getFirst());
    }
    return chance(0.2) ? search() : toShelf(anyCategory());
  }

  /** The dead end: nothing to click but the logo. As it should be, it leads on to a shelf. */
  private Place stories() {
    open(Shop.STORIES, "Autumn stories");
    think(16);
    custom("scroll", null, List.of(), null, Map.of("percent", "90"));
    if (!faults.contains(Fault.MISLEADING_BANNER)) {
      return chance(Habits.CATEGORY_LEFT) ? GONE : toShelf(anyCategory());
    }
    if (chance(0.25)) {
      custom("dead_click", new Element("img", "", "", "", "article>img.cover", ""));
    }
    if (chance(Habits.STORIES_LEFT)) {
      return GONE;
    }
    think(5);
    click(link(Shop.HOME, "Shop", "#logo", ""));
    return new Place.Home();
  }

  private Place shelf(Category category) {
    open(category.path(), category.name());
    var shown = category.products().stream().limit(LIST_ITEMS_MAX).toList();
    custom(
        "view_item_list",
        null,
        shown.stream().map(product -> item(category, product)).toList(),
        null,
        Map.of("item_list_id", category.slug()));
    think(14);
    if (chance(Habits.CATEGORY_LEFT)) {
      return GONE;
    }
    if (chance(Habits.PRODUCT_CHOSEN)) {
      var product = shown.get(random.nextInt(shown.size()));
      click(link(product.path(), product.name(), "main>a.product", ""));
      custom(
          "select_item",
          null,
          List.of(item(category, product)),
          null,
          Map.of("item_list_id", category.slug()));
      return new Place.Detail(category, product);
    }
    return chance(0.3) ? search() : toShelf(anyCategory());
  }

  private Place detail(Category category, Product product) {
    open(product.path(), product.name());
    var items = List.of(item(category, product));
    custom("view_item", null, items, product.priceCents(), Map.of());
    think(25);
    if (chance(0.4)) {
      custom("scroll", null, List.of(), null, Map.of("percent", "90"));
      think(12);
    }
    if (chance(Habits.SIZES_CLICKED) && leftBySizes()) {
      return GONE;
    }
    if (chance(Math.min(0.6, Habits.PUT_INTO_CART * interest))) {
      click(new Element("button", "add", "Add to cart", "", "#add", ""));
      custom("add_to_cart", null, items, product.priceCents(), Map.of());
      cart.add(product);
      think(4);
      return chance(Habits.CART_OPENED_AT_ONCE) ? toCart() : toShelf(category);
    }
    if (!cart.isEmpty() && chance(Habits.CART_OPENED_LATER)) {
      return toCart();
    }
    if (chance(Habits.PRODUCT_LEFT)) {
      return GONE;
    }
    if (chance(0.12)) {
      return search();
    }
    return toShelf(chance(0.7) ? category : anyCategory());
  }

  /** Whether they leave because the button does nothing. */
  private boolean leftBySizes() {
    var sizes = new Element("button", "sizes", "Choose size", "", "#sizes", "");
    click(sizes);
    if (!faults.contains(Fault.DEAD_BUTTON)) {
      think(6);
      return false;
    }
    think(2);
    custom("dead_click", sizes);
    if (chance(Habits.RAGE_AFTER_FAILURE)) {
      custom("rage_click", sizes);
    }
    return chance(Habits.LEFT_AFTER_DEAD_BUTTON);
  }

  private Place search() {
    var term = TERMS.pick(random);
    think(5);
    click(new Element("button", "search", "Search", "", "#search", ""));
    custom("search", null, List.of(), null, Map.of("search_term", term));
    return new Place.Results(term);
  }

  private Place results(String term) {
    open(Shop.searchPath(term), "Search: " + term);
    var found = found(term);
    custom(
        "view_search_results",
        null,
        List.of(),
        null,
        Map.of("search_term", term, "results", Integer.toString(found.size())));
    think(9);
    if (found.isEmpty()) {
      if (chance(Habits.EMPTY_SEARCH_LEFT)) {
        return GONE;
      }
      return chance(0.5) ? search() : toShelf(anyCategory());
    }
    if (chance(0.2)) {
      return GONE;
    }
    var product = found.get(random.nextInt(found.size()));
    click(link(product.path(), product.name(), "main>a.product", ""));
    return new Place.Detail(categoryOf(product), product);
  }

  /** A shop that knows what people mean has something for every word. */
  private List<Product> found(String term) {
    var found = shop.find(term);
    return found.isEmpty() && !faults.contains(Fault.EMPTY_SEARCH)
        ? shop.categories().getLast().products()
        : found;
  }

  private Place cart() {
    open(Shop.CART, "Cart");
    custom("view_cart", null, cartItems(), cartCents(), Map.of());
    var checkout =
        new Element("button", "checkout", "To checkout", "", "#checkout", Shop.LINK_CHECKOUT);
    custom("link_view", checkout);
    think(11);
    if (chance(Habits.REMOVED_FROM_CART)) {
      var removed = cart.removeLast();
      click(new Element("button", "", "Remove", "", "main>button.remove", ""));
      custom(
          "remove_from_cart",
          null,
          List.of(item(categoryOf(removed), removed)),
          removed.priceCents(),
          Map.of());
      think(4);
      if (cart.isEmpty()) {
        return chance(0.7) ? GONE : toShelf(anyCategory());
      }
    }
    if (chance(Habits.CART_LEFT)) {
      return GONE;
    }
    if (!chance(Habits.CHECKOUT_BEGUN)) {
      return toShelf(anyCategory());
    }
    click(checkout);
    custom("begin_checkout", null, cartItems(), cartCents(), Map.of());
    return new Place.Address();
  }

  private Place address() {
    open(Shop.ADDRESS, "Checkout: address");
    if (!loggedIn && chance(Habits.LOGGED_IN_AT_CHECKOUT)) {
      think(8);
      custom("login", null, List.of(), null, Map.of("method", "password"));
      loggedIn = true;
    }
    think(5);
    custom("form_start", null, List.of(), null, Map.of("form_id", "address"));
    think(35);
    if (chance(Habits.ADDRESS_WRONG)) {
      custom(
          "form_error", null, List.of(), null, Map.of("form_id", "address", "field", "postcode"));
      think(9);
    }
    if (chance(Habits.ADDRESS_LEFT)) {
      leaveForm("address", Shop.ADDRESS, "postcode", 35);
      return GONE;
    }
    submitForm("address", "postcode", 35);
    click(new Element("button", "next", "Continue", "", "#next", ""));
    custom(
        "add_shipping_info",
        null,
        cartItems(),
        cartCents(),
        Map.of("shipping_tier", chance(0.7) ? "parcel locker" : "home"));
    return new Place.Payment();
  }

  private Place payment() {
    open(Shop.PAYMENT, "Checkout: payment");
    custom("form_start", null, List.of(), null, Map.of("form_id", "payment"));
    think(24);
    if (chance(Habits.PAYMENT_LEFT)) {
      leaveForm("payment", Shop.PAYMENT, "card", 24);
      return GONE;
    }
    custom(
        "add_payment_info",
        null,
        cartItems(),
        cartCents(),
        Map.of("payment_type", chance(0.6) ? "card" : "bank"));
    for (var tries = 0; tries < Habits.PAYMENT_TRIES_MAX; tries++) {
      click(new Element("button", "pay", "Pay now", "", "#pay", ""));
      if (!faults.contains(Fault.FAILING_PAYMENT) || !chance(Habits.paymentFails(shopper))) {
        submitForm("payment", "card", 24);
        think(3);
        return new Place.Thanks();
      }
      paymentFailed();
      if (chance(Habits.LEFT_AFTER_FAILURE)) {
        return GONE;
      }
      think(14);
    }
    return GONE;
  }

  private void submitForm(String form, String lastField, int seconds) {
    custom(
        "form_submit",
        null,
        List.of(),
        null,
        Map.of("form_id", form, "last_field", lastField, "seconds", Integer.toString(seconds)));
  }

  private void leaveForm(String form, String page, String lastField, int seconds) {
    custom(
        "form_abandon",
        null,
        List.of(),
        null,
        Map.of(
            "form_id",
            form,
            "page",
            page,
            "last_field",
            lastField,
            "seconds",
            Integer.toString(seconds)));
  }

  private void paymentFailed() {
    if (shopper.isSafariOnPhone()) {
      custom(
          "js_error",
          null,
          List.of(),
          null,
          Map.of("message", "TypeError: undefined is not an object (evaluating 'session.frame')"));
    } else {
      custom("form_error", null, List.of(), null, Map.of("form_id", "payment", "field", "card"));
    }
    think(3);
    if (chance(Habits.RAGE_AFTER_FAILURE)) {
      custom("rage_click", new Element("button", "pay", "Pay now", "", "#pay", ""));
    }
  }

  private Place thanks() {
    open(Shop.THANKS, "Thank you");
    custom("purchase", null, cartItems(), cartCents(), Map.of("transaction_id", orderId));
    cart.clear();
    think(9);
    return chance(0.1) ? new Place.Home() : GONE;
  }

  private Place toShelf(Category category) {
    click(link(category.path(), category.name(), "nav>a", ""));
    return new Place.Shelf(category);
  }

  private Place toCart() {
    click(link(Shop.CART, "Cart", "#cart", ""));
    return new Place.Cart();
  }

  private Place productOf(Category category) {
    var products = category.products();
    return new Place.Detail(category, products.get(random.nextInt(products.size())));
  }

  private Category anyCategory() {
    return shop.categories().get(random.nextInt(shop.categories().size()));
  }

  private Category categoryOf(Product product) {
    return shop.categories().stream()
        .filter(category -> category.products().contains(product))
        .findFirst()
        .orElseThrow();
  }

  private List<Map<String, String>> cartItems() {
    return cart.stream().map(product -> item(categoryOf(product), product)).toList();
  }

  private int cartCents() {
    return cart.stream().mapToInt(Product::priceCents).sum();
  }

  private static Map<String, String> item(Category category, Product product) {
    var item = new HashMap<String, String>();
    item.put("item_id", product.id());
    item.put("item_name", product.name());
    item.put("item_category", category.slug());
    item.put("price", ScalarText.ofNumber(BigDecimal.valueOf(product.priceCents(), 2)));
    item.put("quantity", "1");
    return item;
  }

  private Element link(String path, String text, String selector, String name) {
    return new Element(
        "a",
        selector.startsWith("#") ? selector.substring(1) : "",
        text,
        shop.url(path),
        selector,
        name);
  }

  private void open(String path, String title) {
    var first = actions.isEmpty();
    var address = shop.url(path);
    if (first && !entrance.query().isEmpty()) {
      address += (path.contains("?") ? "&" : "?") + entrance.query();
    }
    if (!first) {
      // The next page takes a moment to load.
      offsetMillis += random.nextInt(150, 1_200);
    }
    actions.add(
        new Action.PageView(offsetMillis, address, title, first ? entrance.referrer() : url));
    url = address;
  }

  private void click(Element element) {
    step();
    actions.add(new Action.Click(offsetMillis, element));
  }

  private void custom(String name, Element element) {
    custom(name, element, List.of(), null, Map.of());
  }

  private void custom(
      String name,
      @Nullable Element element,
      List<Map<String, String>> items,
      @Nullable Integer valueCents,
      Map<String, String> props) {
    step();
    actions.add(new Action.Custom(offsetMillis, name, element, items, valueCents, props));
  }

  /** Keeps any two actions apart, so that a visit's order never hangs on ids. */
  private void step() {
    offsetMillis += random.nextInt(5, 90);
  }

  /** Half of the people take less than the median, few take several times as long. */
  private void think(int medianSeconds) {
    offsetMillis += Math.round(medianSeconds * 1_000 * Math.exp(0.7 * random.nextGaussian()));
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}

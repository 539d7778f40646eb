package io.polku.standalone.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Json;
import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.Shop.Category;
import io.polku.testkit.simulator.Shop.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The demo shop's pages as HTML; the same paths as the simulated shoppers'. Thread-safe. */
final class ShopPages {
  private static final String TEMPLATE = resource("page.html");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

  private final Shop shop;
  private final String site;
  private final String ingestUrl;

  /**
   * Pages of a shop.
   *
   * @param site the site its events belong to
   * @param ingestUrl where the tracker comes from
   */
  ShopPages(Shop shop, String site, String ingestUrl) {
    this.shop = shop;
    this.site = site;
    this.ingestUrl = ingestUrl;
  }

  /**
   * The page of a path, if there is one.
   *
   * @param term what is searched for; "" for nothing
   */
  Optional<String> page(String path, String term) {
    return switch (path) {
      case Shop.HOME -> Optional.of(home());
      case Shop.SEARCH -> Optional.of(search(term));
      case Shop.CART -> Optional.of(cart());
      case Shop.ADDRESS -> Optional.of(address());
      case Shop.PAYMENT -> Optional.of(payment());
      case Shop.THANKS -> Optional.of(thanks());
      case Shop.STORIES -> Optional.of(stories());
      default ->
          shop.categories().stream().flatMap(one -> inCategory(one, path).stream()).findAny();
    };
  }

  static String resource(String name) {
    try (var in = ShopPages.class.getResourceAsStream("/io/polku/standalone/demo/" + name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> inCategory(Category category, String path) {
    if (path.equals(category.path())) {
      return Optional.of(category(category));
    }
    return category.products().stream()
        .filter(product -> product.path().equals(path))
        .findFirst()
        .map(product -> product(category, product));
  }

  private String home() {
    var newArrivals = shop.categories().getFirst();
    return html(
        "home",
        "Shop",
        """
        <a id="banner" href="%s" data-polku-link="%s">Autumn is here<small>Up to 50 %% off? Have a look</small></a>
        <h1>For days outside</h1>
        <p><a id="new" class="button" href="%s" data-polku-link="%s">New arrivals</a></p>
        """
            .formatted(Shop.STORIES, Shop.LINK_BANNER, newArrivals.path(), Shop.LINK_NEW),
        data());
  }

  /** The dead end that the banner leads to: something to read, and no way on but the logo. */
  private String stories() {
    return html(
        "stories",
        "Autumn stories",
        """
        <article><h1>Autumn stories</h1><div class="cover" role="img" aria-label="A forest in autumn"></div>
        <p>The birches have turned, the lakes are still, and the first frost lies on the duckboards.
        We walked for three days and brought back these notes.</p></article>
        """,
        data());
  }

  private String category(Category category) {
    var data = data();
    data.put("list", category.slug());
    category.products().forEach(product -> items(data).add(item(category, product)));
    return html(
        "category",
        category.name(),
        "<h1>" + escaped(category.name()) + "</h1>" + list(category.products()),
        data);
  }

  private String product(Category category, Product product) {
    var data = data();
    items(data).add(item(category, product));
    return html(
        "product",
        product.name(),
        """
        <h1>%s</h1>
        <p class="price">%s</p>
        <p>Made to last, and to be mended.</p>
        <p><button id="sizes">Choose size</button></p>
        <p><button id="add">Add to cart</button></p>
        <p id="added" role="status" hidden>It is in your <a href="%s">cart</a>.</p>
        """
            .formatted(escaped(product.name()), price(product), Shop.CART),
        data);
  }

  private String search(String term) {
    var found = term.isBlank() ? List.<Product>of() : shop.find(term.strip());
    var data = data();
    data.put("term", term);
    found.forEach(product -> items(data).addObject().put("item_id", product.id()));
    return html(
        "search",
        "Search: " + term,
        "<h1>Search: %s</h1>%s"
            .formatted(
                escaped(term),
                found.isEmpty() ? "<p>Nothing found. Try another word.</p>" : list(found)),
        data);
  }

  private String cart() {
    return html(
        "cart",
        "Cart",
        """
        <h1>Cart</h1>
        <table><thead><tr><th>Product</th><th>Price</th><th></th></tr></thead><tbody id="cart-rows"></tbody></table>
        <p id="cart-empty">There is nothing in it yet.</p>
        <p>Together <span id="cart-total" class="price"></span></p>
        <p><button id="checkout" data-polku-link="%s">To checkout</button></p>
        """
            .formatted(Shop.LINK_CHECKOUT),
        data());
  }

  private String address() {
    return html(
        "address",
        "Checkout: address",
        """
        <h1>Where to?</h1>
        <form id="address">
        <label>Name <input autocomplete="off" required></label>
        <label>Street <input autocomplete="off" required></label>
        <label>Postcode <input autocomplete="off" pattern="[0-9]{5}" title="five digits" required></label>
        <label>Delivery <select id="tier"><option>parcel locker</option><option>home</option></select></label>
        <button id="next">Continue</button>
        </form>
        """,
        data());
  }

  private String payment() {
    return html(
        "payment",
        "Checkout: payment",
        """
        <h1>How do you want to pay?</h1>
        <form id="payment">
        <label>Method <select id="type"><option>card</option><option>bank</option></select></label>
        <p id="failed" class="error" role="alert" hidden>The payment did not go through. Please try again.</p>
        <button id="pay">Pay now</button>
        </form>
        """,
        data());
  }

  private String thanks() {
    return html(
        "thanks",
        "Thank you",
        "<h1>Thank you!</h1><p>Your order is on its way, in spirit.</p>",
        data());
  }

  private String html(String page, String title, String main, ObjectNode data) {
    var nav =
        shop.categories().stream()
            .map(one -> "<a href=\"" + one.path() + "\">" + escaped(one.name()) + "</a>")
            .collect(Collectors.joining());
    var parts =
        Map.of(
            "page", page,
            "tracker", escaped(ingestUrl),
            "site", escaped(site),
            "nav", nav,
            "data", data.toString().replace("<", "\\u003c"),
            "title", escaped(title),
            "main", main);
    return PLACEHOLDER
        .matcher(TEMPLATE)
        .replaceAll(found -> Matcher.quoteReplacement(parts.getOrDefault(found.group(1), "")));
  }

  private static String list(List<Product> products) {
    return products.stream()
        .map(
            product ->
                "<li><a class=\"product\" href=\"%s\">%s<br><span class=\"price\">%s</span></a></li>"
                    .formatted(product.path(), escaped(product.name()), price(product)))
        .collect(Collectors.joining("", "<ul class=\"products\">", "</ul>"));
  }

  private static ObjectNode data() {
    var data = Json.mapper().createObjectNode();
    data.putArray("items");
    return data;
  }

  private static ArrayNode items(ObjectNode data) {
    return data.withArrayProperty("items");
  }

  private static ObjectNode item(Category category, Product product) {
    return Json.mapper()
        .createObjectNode()
        .put("item_id", product.id())
        .put("item_name", product.name())
        .put("item_category", category.slug())
        .put("price", BigDecimal.valueOf(product.priceCents(), 2))
        .put("quantity", 1);
  }

  private static String price(Product product) {
    return BigDecimal.valueOf(product.priceCents(), 2).toPlainString() + " €";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

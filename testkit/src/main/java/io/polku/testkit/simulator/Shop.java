package io.polku.testkit.simulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What the shop sells and where its pages are. Whoever serves the shop serves these paths.
 *
 * @param origin scheme, host and port, without a slash at its end
 * @param categories at least one, each with at least one product
 */
public record Shop(String origin, List<Category> categories) {
  /** Currency of all prices. */
  public static final String CURRENCY = "EUR";

  /** The home page, with a banner and a link to new arrivals. */
  public static final String HOME = "/";

  /** Search results; the term is in the parameter {@code q}. */
  public static final String SEARCH = "/search";

  /** The cart. */
  public static final String CART = "/cart";

  /** First step of the checkout. */
  public static final String ADDRESS = "/checkout/address";

  /** Second step of the checkout. */
  public static final String PAYMENT = "/checkout/payment";

  /** The page after a purchase. */
  public static final String THANKS = "/thank-you";

  /** Where the banner leads: something to read, and no way on but the logo. */
  public static final String STORIES = "/stories/autumn";

  /** {@code data-polku-link} of the home page's link that people are meant to click. */
  public static final String LINK_NEW = "new-arrivals";

  /** {@code data-polku-link} of the home page's misleading banner. */
  public static final String LINK_BANNER = "autumn-banner";

  /** {@code data-polku-link} of the cart's button that leads to the checkout. */
  public static final String LINK_CHECKOUT = "checkout";

  /** Copies the categories; refuses a shop without any. */
  public Shop {
    categories = List.copyOf(categories);
    if (categories.isEmpty()) {
      throw new IllegalArgumentException("categories: none (expected: at least one)");
    }
  }

  /**
   * A shelf.
   *
   * @param slug its part of the path
   * @param name what people call it
   * @param products at least one
   */
  public record Category(String slug, String name, List<Product> products) {
    /** Copies the products; refuses an empty shelf. */
    public Category {
      products = List.copyOf(products);
      if (products.isEmpty()) {
        throw new IllegalArgumentException("products: none (expected: at least one)");
      }
    }

    /** Its page. */
    public String path() {
      return "/c/" + slug;
    }
  }

  /**
   * Something to buy.
   *
   * @param id its part of the path, and its GA4 {@code item_id}
   * @param name what people call it
   * @param priceCents in hundredths of {@link #CURRENCY}
   */
  public record Product(String id, String name, int priceCents) {
    /** Its page. */
    public String path() {
      return "/p/" + id;
    }
  }

  /** A shop for shoes, rainwear and bags. */
  public static Shop demo(String origin) {
    return new Shop(
        origin,
        List.of(
            new Category(
                "shoes",
                "Shoes",
                List.of(
                    new Product("101", "Trail shoe Havu", 12_900),
                    new Product("102", "Running shoe Tuuli", 10_990),
                    new Product("103", "Winter boot Routa", 17_900),
                    new Product("104", "Canvas sneaker Kesä", 5_990),
                    new Product("105", "Rubber boot Lätäkkö", 4_990))),
            new Category(
                "rainwear",
                "Rainwear",
                List.of(
                    new Product("201", "Rain jacket Sade", 14_900),
                    new Product("202", "Rain trousers Puro", 8_900),
                    new Product("203", "Poncho Pilvi", 3_990),
                    new Product("204", "Umbrella Tyyni", 2_490))),
            new Category(
                "bags",
                "Bags",
                List.of(
                    new Product("301", "Backpack Polku 20 l", 7_990),
                    new Product("302", "Backpack Vaara 45 l", 18_900),
                    new Product("303", "Tote bag Tori", 2_990),
                    new Product("304", "Bike bag Mylly", 6_490)))));
  }

  /** The whole address of a path. */
  public String url(String path) {
    return origin + path;
  }

  /** The path of a search, the term as its query. */
  public static String searchPath(String term) {
    return SEARCH + "?q=" + URLEncoder.encode(term, StandardCharsets.UTF_8);
  }

  /** All products whose name has the text in it, in whatever case. */
  public List<Product> find(String text) {
    var wanted = text.toLowerCase(Locale.ROOT);
    return categories.stream()
        .flatMap(category -> category.products().stream())
        .filter(product -> product.name().toLowerCase(Locale.ROOT).contains(wanted))
        .toList();
  }
}

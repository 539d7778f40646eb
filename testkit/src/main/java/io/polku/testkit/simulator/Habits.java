package io.polku.testkit.simulator;

/** How likely people do what, out of one. What people do about a {@link Fault} is here too. */
final class Habits {
  static final double HOME_LEFT = 0.24;
  static final double BANNER_CLICKED = 0.13;
  static final double BANNER_CLICKED_ON_PHONE = 0.21;
  static final double STORIES_LEFT = 0.68;
  static final double NEW_ARRIVALS_CLICKED = 0.24;

  static final double CATEGORY_LEFT = 0.24;
  static final double PRODUCT_CHOSEN = 0.72;

  static final double PRODUCT_LEFT = 0.30;
  static final double SIZES_CLICKED = 0.12;
  static final double LEFT_AFTER_DEAD_BUTTON = 0.55;
  static final double PUT_INTO_CART = 0.14;
  static final double CART_OPENED_AT_ONCE = 0.62;
  static final double CART_OPENED_LATER = 0.30;

  static final double EMPTY_SEARCH_LEFT = 0.62;

  static final double CART_LEFT = 0.26;
  static final double REMOVED_FROM_CART = 0.08;
  static final double CHECKOUT_BEGUN = 0.70;
  static final double ADDRESS_WRONG = 0.12;
  static final double ADDRESS_LEFT = 0.08;
  static final double LOGGED_IN_AT_CHECKOUT = 0.35;
  static final double PAYMENT_LEFT = 0.06;

  static final double PAYMENT_FAILS = 0.05;
  static final double PAYMENT_FAILS_IN_SAFARI_ON_PHONE = 0.85;
  static final double LEFT_AFTER_FAILURE = 0.72;
  static final double RAGE_AFTER_FAILURE = 0.35;
  static final int PAYMENT_TRIES_MAX = 3;

  static final double COMES_BACK = 0.28;

  private Habits() {}

  static double bannerClicked(Shopper shopper) {
    return shopper.device().equals("mobile") ? BANNER_CLICKED_ON_PHONE : BANNER_CLICKED;
  }

  static double paymentFails(Shopper shopper) {
    return shopper.isSafariOnPhone() ? PAYMENT_FAILS_IN_SAFARI_ON_PHONE : PAYMENT_FAILS;
  }

  /** How much more or less than others somebody tends to buy. */
  static double interest(Shopper shopper, Entrance entrance, boolean cameBack) {
    var byDevice =
        switch (shopper.device()) {
          case "mobile" -> 0.85;
          case "tablet" -> 1.0;
          default -> 1.25;
        };
    var byEntrance =
        switch (entrance) {
          case NEWSLETTER -> 1.35;
          case SEARCH, DIRECT -> 1.0;
          case ADVERTISEMENT -> 0.8;
          case SOCIAL -> 0.5;
        };
    return byDevice * byEntrance * (cameBack ? 1.4 : 1.0);
  }
}

package io.polku.contract.audit;

import io.polku.contract.definition.Role;

/**
 * Who changes something.
 *
 * @param id of his token, or {@link #OWNER} for whoever has the server's admin token
 * @param name of the token as it was then; "" for the owner
 * @param role what he may do
 */
public record Actor(String id, String name, Role role) {
  /** No token has this id: theirs are twelve hexadecimal digits. */
  public static final String OWNER = "owner";

  /** An absent name is empty. */
  public Actor {
    name = name == null ? "" : name;
  }

  /** Whoever has the server's admin token. */
  public static Actor owner() {
    return new Actor(OWNER, "", Role.ADMIN);
  }
}

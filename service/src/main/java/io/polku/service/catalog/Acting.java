package io.polku.service.catalog;

import io.polku.contract.audit.Actor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * On whose behalf a thread works. {@link DefinitionWriter} puts it into the audit log, so that no
 * way to a definition can forget to say who went it.
 */
public final class Acting {
  private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

  private Acting() {}

  /** Does something on behalf of somebody. */
  public static <T> T as(Actor actor, Supplier<T> work) {
    return ScopedValue.where(CURRENT, actor).call(work::get);
  }

  /** Who it is; empty where Polku does something by itself. */
  static Optional<Actor> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }
}

package io.polku.streams.funnel;

import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** How far a subject has come in a funnel from one entry day, and for one value. Immutable. */
public sealed interface DayProgress permits OrderedDay, AnyDay {
  /** The entry day, in days since 1970-01-01. */
  int day();

  /** The subject's first event in that day that could enter. */
  long firstEntryMillis();

  /** The last moment at which another event could raise the level, sessions aside. */
  long deadlineMillis(LiveFunnel funnel);

  /** The chain that the fact tells of. */
  Chain reported();

  /** What the level would be without exclusions. */
  int unexcludedLevel();

  /** What followed the reported chain's last event. */
  Trail trail();

  /** Whether a later event may change the fact, provided it does not enter in that day. */
  boolean isOpen();

  /** When each step of the reported chain was reached, as a fact tells it. */
  default List<Long> stepTimes(LiveFunnel funnel) {
    return funnel.hasOptional() ? OptionalSteps.times(reported(), funnel) : reported().times();
  }

  /** Tells all times that make up {@link #stepTimes}, in some fixed order. */
  default void eachStepTime(LongConsumer times) {
    for (@Nullable Chain chain = reported(); chain != null; chain = chain.prefix()) {
      times.accept(chain.timeMillis());
      var prefix = chain.prefix();
      if (prefix != null) {
        for (var passed : prefix.passed()) {
          times.accept(passed);
        }
      }
    }
  }
}

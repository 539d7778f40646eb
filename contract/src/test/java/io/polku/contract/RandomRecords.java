package io.polku.contract;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Records with a random value in each component, whatever they have, so that a component that is
 * new is tested too.
 */
public final class RandomRecords {
  private static final int SIZE_MAX = 5;
  private static final int TRIES_MAX = 10_000;
  private static final String[] TEXTS = {"", "a", "shop", "ä€", "\uD83D\uDC5F \"x\" \\", "/p/42"};

  private final Random random;
  private final Map<String, Object> fixed;

  /**
   * @param fixed values of components by their name, wherever they are
   */
  public RandomRecords(long seed, Map<String, Object> fixed) {
    this.random = new Random(seed);
    this.fixed = Map.copyOf(fixed);
  }

  /** One more; impossible ones are tried again. */
  public <T extends Record> T next(Class<T> type) {
    var components = type.getRecordComponents();
    var types =
        Arrays.stream(components)
            .map(RecordComponent::getType)
            .toArray(length -> new Class<?>[length]);
    for (var i = 0; i < TRIES_MAX; i++) {
      try {
        Constructor<T> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(Arrays.stream(components).map(this::value).toArray());
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof IllegalArgumentException)) {
          throw new AssertionError(e);
        }
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(type.getName(), e);
      }
    }
    throw new AssertionError(type + ": no possible value found");
  }

  private @Nullable Object value(RecordComponent component) {
    if (fixed.containsKey(component.getName())) {
      return fixed.get(component.getName());
    }
    AnnotatedType annotated = component.getAnnotatedType();
    if (annotated.isAnnotationPresent(Nullable.class)) {
      // Absent text that may be null is never "".
      return random.nextBoolean()
          ? null
          : component.getType() == String.class ? "text" : value(component.getGenericType());
    }
    return value(component.getGenericType());
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      return collection(generic);
    }
    var raw = (Class<?>) type;
    if (raw == String.class) {
      return TEXTS[random.nextInt(TEXTS.length)];
    }
    if (raw == long.class || raw == Long.class) {
      return random.nextBoolean() ? random.nextLong(1L << 45) : random.nextLong(9);
    }
    if (raw == int.class || raw == Integer.class) {
      return random.nextInt(SIZE_MAX);
    }
    if (raw == double.class || raw == Double.class) {
      return random.nextInt(3) == 0 ? 0.0 : random.nextDouble();
    }
    if (raw == boolean.class) {
      return random.nextBoolean();
    }
    if (raw == LocalDate.class) {
      return LocalDate.ofEpochDay(random.nextInt(30_000));
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
    }
    return next(raw.asSubclass(Record.class));
  }

  private Object collection(ParameterizedType type) {
    var of = type.getActualTypeArguments();
    var size = IntStream.range(0, random.nextInt(SIZE_MAX));
    if (type.getRawType() == Map.class) {
      var map = new HashMap<Object, Object>();
      size.forEach(_ -> map.put(value(of[0]), notEmpty(value(of[1]))));
      return map;
    }
    var values = size.mapToObj(_ -> value(of[0])).toList();
    return type.getRawType() == java.util.Set.class ? new HashSet<>(values) : values;
  }

  /** Values of maps are left out when they are empty. */
  private static Object notEmpty(Object value) {
    return value.equals("") ? "x" : value;
  }
}

package io.polku.standalone.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * What one document of a file says about a site.
 *
 * @param source the file, for messages
 * @param site the site's name
 * @param settings of the site, as {@code PUT /sites/{site}} takes them; missing where the file says
 *     nothing about them
 * @param wanted by kind and id, as {@link Kind.Reading#canonical}; kinds that the file does not
 *     name are absent
 */
record SiteFile(
    String source, String site, JsonNode settings, Map<Kind, SortedMap<String, JsonNode>> wanted) {
  SiteFile {
    wanted = wanted.isEmpty() ? Map.of() : new EnumMap<>(wanted);
  }
}

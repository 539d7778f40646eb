package io.polku.standalone.replay;

import java.nio.file.Path;

/**
 * What to replay, and where to.
 *
 * @param file the recorded events
 * @param mapping how they become events
 * @param site the site
 * @param to address of the ingest service
 * @param key the site's server key
 * @param eventsPerSecondMax no faster than this; 0 for as fast as it goes
 */
public record ReplayOptions(
    Path file, Mapping mapping, String site, String to, String key, int eventsPerSecondMax) {}

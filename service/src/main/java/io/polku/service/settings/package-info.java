/**
 * Settings from environment variables and an optional YAML file, all problems reported together.
 */
@org.jspecify.annotations.NullMarked
package io.polku.service.settings;

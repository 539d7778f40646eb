package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An element of a page, as clicks and views of it agree on it. Absent parts are "".
 *
 * @param link its {@code data-polku-link}
 * @param tag name of the element
 * @param text its visible text
 * @param href its address
 * @param selector where it stands
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ElementRef(String link, String tag, String text, String href, String selector) {}

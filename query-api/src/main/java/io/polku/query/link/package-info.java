/** Whether people click what they are meant to click, and what they click on a page. */
@org.jspecify.annotations.NullMarked
package io.polku.query.link;

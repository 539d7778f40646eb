/** What becomes of forms, field by field. */
@org.jspecify.annotations.NullMarked
package io.polku.query.form;

-- What a click was on.
substringUTF8(
      multiIf(
        element_link != '', element_link,
        element_id != '', element_id,
        element_text != '', element_text,
        element_selector),
      1, :label_chars)

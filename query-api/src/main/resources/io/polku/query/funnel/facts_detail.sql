,
    (funnel_facts.value, last_page, last_click, next, toInt64(signals)) AS detail

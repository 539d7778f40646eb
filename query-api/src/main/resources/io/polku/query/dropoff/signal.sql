-- The bit of the Signal that an event is, or 0.
multiIf(
      name = 'rage_click', 1,
      name = 'dead_click', 2,
      name = 'form_error', 4,
      name = 'js_error', 8,
      name = :web_vital AND match(props[:metric_value], :number)
        AND ifNull(toFloat64OrNull(toString(props[:metric_value])), 0) > multiIf(
          props[:metric] = 'LCP', :lcp_poor,
          props[:metric] = 'INP', :inp_poor,
          props[:metric] = 'CLS', :cls_poor,
          inf), 16,
      name = :search_results AND match(props[:results], :number)
        AND ifNull(toFloat64OrNull(toString(props[:results])), 1) = 0, 32,
      0)

SELECT toInt64(countIf(late)) FROM events WHERE site = :site

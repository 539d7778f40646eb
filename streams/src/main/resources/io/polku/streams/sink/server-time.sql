SELECT toInt64(toUnixTimestamp(now())) AS second

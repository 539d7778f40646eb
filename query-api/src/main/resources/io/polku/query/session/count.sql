SELECT toInt64(count())
FROM sessions FINAL
{{of_range}}

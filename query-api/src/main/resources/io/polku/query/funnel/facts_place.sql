bitShiftLeft(toUInt128(255 - level), 96) + bitShiftLeft(toUInt128(arrayMax(step_times)), 48) + toUInt128(281474976710655 - {{begun}})

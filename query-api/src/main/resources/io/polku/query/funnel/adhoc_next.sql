    arrayReverseFill(ms -> ms >= 0, arrayMap((bits, ms) -> if(bitTest(bits, :bit), ms, -1), served, times)) AS {{here}}

arrayFirstIndex((event, at) -> at > place AND bitTest(event.5, :bit), here, arrayEnumerate(here))

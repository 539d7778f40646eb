-- The last event of that millisecond that fits the step.
arrayLastIndex(event -> event.1 = anchor AND bitTest(event.5, :bit), here)

arrayFirstIndex(event -> bitTest(event.5, :bit), here)

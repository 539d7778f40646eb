if(has(:passive, toString(name)), '', concat('e', toString(name)))

SELECT model, segment, colour AS series, price, value, n FROM market

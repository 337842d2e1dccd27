SELECT model, segment, author AS series, price, value, n FROM market
